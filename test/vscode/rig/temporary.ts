import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Short, because the server's sockets live in it and a socket's path has at most 107 characters. */
export const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'baro-rig-'));
