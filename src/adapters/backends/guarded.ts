import type { Backend, Outcome, Progress, ThinkRequest } from '../../engine/backend.ts';

/** A backend never throws: what its thinking throws is a defect of Baro's, and told as one. */
export function guarded<O>(
  name: Backend['name'],
  think: <T>(request: ThinkRequest<T>, options: O) => AsyncGenerator<Progress, Outcome<T>>,
  options: O,
): Backend {
  return {
    name,
    async *think(request) {
      try {
        return yield* think(request, options);
      } catch (error) {
        return { ok: false, kind: 'internal', reason: error instanceof Error ? error.message : `${error}` };
      }
    },
  };
}
