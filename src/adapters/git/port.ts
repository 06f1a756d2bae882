import { createServer } from 'node:net';

/** Below the range that the system hands out by itself. */
const FIRST = 20_000;
const COUNT = 10_000;

/** A port that is free now and none of `taken`, which it joins; the same name tends to get the same one. */
export async function freePort(name: string, taken: Set<number>): Promise<number> {
  const start = [...name].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % COUNT, 7);
  for (let step = 0; step < COUNT; step++) {
    const port = FIRST + ((start + step) % COUNT);
    if (taken.has(port)) continue;
    taken.add(port);
    if (await isFree(port)) return port;
  }
  throw new Error('no port is free for the servers of a story');
}

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
