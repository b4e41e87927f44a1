const TRANSIENT = new Set([408, 429, 500, 502, 503, 504]);

/** Seconds that curl waits at most between two attempts. */
const LONGEST = 600;

const TOO_LONG = `\
Warning: The Retry-After: time would make this command line exceed the maximum \n\
Warning: allowed time for retries.`;

/** When curl tries again, for --retry and --retry-max-time. The time that passes is what it waits. */
export class Attempts {
  #left;
  #most;
  #silent;
  #pause = 1;
  #waited = 0;

  constructor({ retries = 0, retryTime = 0, switches }) {
    this.#left = retries;
    this.#most = retryTime || Infinity;
    this.#silent = switches.has("silent");
  }

  /** What follows an attempt that `ended` so: `seconds` to wait, none if it was the last one, and what curl says. */
  next({ response }) {
    const passing = TRANSIENT.has(response?.status);
    if (!passing || !this.#left || this.#waited >= this.#most) return {};
    const told = secondsTold(response);
    if (told && this.#waited + told > this.#most) return this.#warn(TOO_LONG);
    const seconds = told || this.#pause;
    const warning = this.#warn(
      `Warning: Problem : HTTP error. Will retry in ${seconds} seconds. ${this.#left} retries left.\n`,
    );
    this.#left -= 1;
    this.#waited += seconds;
    this.#pause = Math.min(this.#pause * 2, LONGEST);
    return { seconds, ...warning };
  }

  #warn(text) {
    return { stderr: this.#silent ? "" : text };
  }
}

/** The API says seconds, not a date. */
function secondsTold(response) {
  const field = response.fields.find(([name]) => /^retry-after$/i.test(name));
  return /^\d+$/.test(field?.[1]) ? Number(field[1]) : 0;
}
