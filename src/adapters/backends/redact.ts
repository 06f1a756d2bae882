/** The text without the key, and without anything that looks like one: providers echo keys in their errors. */
export function redacted(text: string, key: string | undefined): string {
  const known = key && key.length > 5 ? text.replaceAll(key, '[key]') : text;
  return known
    .replace(/\b(sk|pk|rk|gsk|xai|key)-[\w*.-]{4,}/gi, '[key]')
    .replace(/\b(bearer|x-api-key:?)\s+\S{6,}/gi, '$1 [key]');
}
