/* Where a model may be asked, and what the key is called that goes there. */

/** A server on this machine may want no key, and may be asked without encryption. */
export const isThisMachine = (url: string): boolean =>
  URL.canParse(url) && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(new URL(url).hostname);

/** What is wrong with an address that keys would be sent to, said of it; undefined where there is nothing. */
export function addressProblem(url: string): string | undefined {
  if (!URL.canParse(url)) return `holds "${url}", which is no URL`;
  const { protocol, hostname, username, password } = new URL(url);
  if (username || password) return 'must not hold a name or a password; a key is entered by itself';
  if (protocol === 'https:' || (protocol === 'http:' && isThisMachine(url))) return undefined;
  return `leads to ${protocol}//${hostname}; it has to be https, or http on this machine`;
}

/** The environment's name of an endpoint's key. */
export const endpointKey = (endpoint: string): string =>
  `BARO_KEY_${endpoint.toUpperCase().replaceAll('-', '_')}`;
