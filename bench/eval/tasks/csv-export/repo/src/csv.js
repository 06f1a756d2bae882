/** A cell as text; nothing where there is nothing. */
export const textOf = (value) => (value === null || value === undefined ? '' : String(value));
