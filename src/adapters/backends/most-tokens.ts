import type { Tokens } from '../../model/shapes.ts';
import type { WireRequest } from './wire.ts';

/**
 * What a request took at the most, by its size: no text has more than a token for every two of its bytes. What was read
 * may be known by then.
 */
export const mostTokens = (sent: WireRequest, heard: unknown, read: Tokens | null = null): Tokens => ({
  ...(read ?? { input: tokensIn(sent), cacheWrite: 0, cacheRead: 0 }),
  ...{ output: tokensIn(heard), reasoning: 0 },
});

const tokensIn = (what: unknown) => Math.ceil(Buffer.byteLength(JSON.stringify(what)) / 2);
