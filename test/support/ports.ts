import type { Repository } from '../../src/engine/ports.ts';
import type { Think } from '../../src/engine/think.ts';
import { memoryRepository } from './memory-repository.ts';
import { smallMap } from './scenario.ts';

/** Ports for participants whose decisions alone are looked at: nobody asks these anything. */
export const repository: Repository = memoryRepository({}, smallMap);
export const think: Think = async function* () {
  yield* [];
  return { ok: false, kind: 'agent', reason: 'nobody thinks here' };
};
export const goal = async () => 'a goal';
export const artifacts = { write: async () => {}, append: () => {}, read: async () => undefined };
