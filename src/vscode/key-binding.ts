/**
 * A key belongs to the server it was entered for. When the base URL changes afterwards, whoever changed it, the
 * key is not sent to the new one: it has to be entered again.
 */
export const sealKey = (key: string, server: string) => JSON.stringify({ key, server: originOf(server) });

export function openKey(
  sealed: string,
  server: string,
): { readonly key: string } | { readonly problem: string } {
  let read: unknown;
  try {
    read = JSON.parse(sealed);
  } catch {
    return { problem: 'the stored key cannot be read' };
  }
  if (typeof read !== 'object' || read === null || !('key' in read) || typeof read.key !== 'string')
    return { problem: 'the stored key cannot be read' };
  const enteredFor = 'server' in read ? read.server : undefined;
  return enteredFor === originOf(server)
    ? { key: read.key }
    : { problem: `it was entered for ${String(enteredFor)}, not for ${originOf(server)}` };
}

/** What is said of a key in words; never the key. */
export function keyStanding(
  name: string,
  sealed: string | undefined,
  server: string,
  inEnvironment: boolean,
): string {
  const environment = inEnvironment ? `taken from the environment (${name})` : 'not set';
  if (sealed === undefined) return environment;
  const opened = openKey(sealed, server);
  return 'key' in opened ? 'stored' : `the stored one is not used: ${opened.problem}; ${environment}`;
}

const originOf = (server: string) => (URL.canParse(server) ? new URL(server).origin : server);
