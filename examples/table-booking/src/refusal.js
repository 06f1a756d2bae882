/** Thrown for what the house rules forbid: `code` is for programs and stable, `message` is for people. */
export class Refusal extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
  }
}

/**
 * @param {unknown} allowed
 * @param {string} code
 * @param {string} message
 */
export function refuseUnless(allowed, code, message) {
  if (!allowed) throw new Refusal(code, message);
}
