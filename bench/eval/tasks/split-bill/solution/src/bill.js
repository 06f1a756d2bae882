/** The sum of a bill in cents. */
export const totalOf = (items) => items.reduce((sum, { cents, count = 1 }) => sum + cents * count, 0);

/** Whole cents for each person by weight, adding up to the amount: largest remainders first, earlier ones first. */
export function split(cents, weights) {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  if (!Number.isInteger(cents) || cents < 0)
    throw new RangeError('an amount is whole cents, and not negative');
  if (weights.some((weight) => !(weight >= 0)) || !(whole > 0))
    throw new RangeError('weights are not negative, and not all zero');
  const shares = weights.map((weight) => (cents * weight) / whole);
  const parts = shares.map(Math.floor);
  const left = cents - parts.reduce((sum, part) => sum + part, 0);
  const lost = (index) => shares[index] - parts[index];
  const order = [...weights.keys()]
    .filter((index) => weights[index] > 0)
    .sort((a, b) => lost(b) - lost(a) || a - b);
  for (const index of order.slice(0, left)) parts[index] += 1;
  return parts;
}
