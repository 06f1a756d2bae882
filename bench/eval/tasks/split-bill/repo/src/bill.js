/** The sum of a bill in cents. */
export const totalOf = (items) => items.reduce((sum, { cents, count = 1 }) => sum + cents * count, 0);
