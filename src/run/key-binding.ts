/*
 * A key belongs to the server it was entered for. When the base URL changes afterwards, whoever changed it, the
 * key is not sent to the new one: it has to be entered again. Nor does it go where another variable, or the log of a
 * run that was begun before, says that questions go.
 */

/** What a name stands for where a server is asked: a key it may be sent, or one that is another server's. */
export type Secret = { readonly key: string } | { readonly enteredFor: string };

export const sealKey = (key: string, server: string) => JSON.stringify({ key, server: originOf(server) });

/** Undefined where nothing can be read from it. */
export function openKey(sealed: string, server: string): Secret | undefined {
  let read: unknown;
  try {
    read = JSON.parse(sealed);
  } catch {
    return undefined;
  }
  if (typeof read !== 'object' || read === null || !('key' in read) || !('server' in read)) return undefined;
  const { key, server: enteredFor } = read;
  if (typeof key !== 'string' || typeof enteredFor !== 'string') return undefined;
  return enteredFor === originOf(server) ? { key } : { enteredFor };
}

/** The stored key where it was entered for the server, else the environment's. */
export function secretFor(
  server: string,
  {
    sealed,
    inEnvironment,
  }: { readonly sealed: string | undefined; readonly inEnvironment: string | undefined },
): Secret | undefined {
  const stored = sealed === undefined ? undefined : openKey(sealed, server);
  if (stored && 'key' in stored) return stored;
  return inEnvironment ? { key: inEnvironment } : stored;
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
  if (opened === undefined) return `the stored one is not used: it cannot be read; ${environment}`;
  if ('key' in opened) return 'stored';
  return `the stored one is not used: ${whyNot(opened, server)}; ${environment}`;
}

/** Why a key does not go to a server. */
export const whyNot = ({ enteredFor }: { readonly enteredFor: string }, server: string) =>
  `it was entered for ${enteredFor}, not for ${originOf(server)}`;

/** The part of an address that a key is bound to. */
export const originOf = (server: string) => (URL.canParse(server) ? new URL(server).origin : server);
