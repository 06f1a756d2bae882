/** A sum that somebody typed; undefined where it is none. */
export const dollars = (text: string): number | undefined =>
  /^\$?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text.replace('$', '')) : undefined;
