/** What the Run button cannot do as bash and curl would: it says so by name, and sends nothing. */
export class Refused extends Error {
  name = "Refused";
}

export function refuse(what) {
  throw new Refused(
    `The Run button has no ${what}. Copy the command to your terminal.`,
  );
}
