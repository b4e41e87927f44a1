/** The Run button would not do as bash and curl do: it says so by name, and sends nothing. */
export class Refused extends Error {
  name = "Refused";
}

/** @param {string} what with its article, as in "a pipe (|)" */
export function refuse(what) {
  throw new Refused(
    `The Run button cannot take ${what}. Try it in your terminal.`,
  );
}
