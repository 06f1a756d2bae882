/** Money is whole cents. */

/** @param {number} amount in euros, such as 12.5 */
export function euros(amount) {
  return Math.round(amount * 100);
}

/** @param {number} cents */
export function formatEuros(cents) {
  const sign = cents < 0 ? '-' : '';
  const whole = Math.floor(Math.abs(cents) / 100);
  return `${sign}€${whole}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;
}

/**
 * Splits an amount into parts that differ by at most a cent and add up to it.
 *
 * @param {number} cents
 * @param {number} parts
 */
export function split(cents, parts) {
  const each = Math.floor(cents / parts);
  const rest = cents - each * parts;
  return Array.from({ length: parts }, (_, i) => each + (i < rest ? 1 : 0));
}
