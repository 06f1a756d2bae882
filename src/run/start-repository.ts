import type { Environment } from '../adapters/environment.ts';
import { startRepository as start } from '../adapters/git/start-repository.ts';

/** Makes the person's folder a repository whose first commit holds what is there; a sentence says why it could not. */
export const startRepository = (folder: string, env: Environment) => start(folder, env);

/** The same for a copy of the sample, which belongs to nobody. */
export const startDemoRepository = (folder: string, env: Environment) =>
  start(folder, env, { identity: { name: 'Baro Demo', email: 'demo@example.com' }, branch: 'main' });
