import type { ModelList, NativeBackend } from '../adapters/backends/native.ts';
import { nearest } from '../adapters/backends/nearest.ts';
import type { Labels } from '../engine/backend.ts';
import { formatRoute, type Route } from '../model/route.ts';
import type { Around } from './around.ts';
import { openBackends } from './backends.ts';
import type { Use } from './uses.ts';

/** So long may a server take to list its models, in milliseconds: nobody waits for it. */
const PATIENCE = 3000;

/** Asks the server of a route which models it has; undefined where there is no server. */
export type ModelsAt = (route: Route, labels?: Labels) => Promise<ModelList | undefined>;

export async function modelLists(around: Around): Promise<ModelsAt> {
  const backends = await openBackends({ ...around, script: undefined });
  return async (route, labels) => {
    const backend = backends(route);
    return backend && isNative(backend)
      ? backend.models(route, AbortSignal.timeout(PATIENCE), labels)
      : undefined;
  };
}

/** Says which models the servers do not list; a list may be incomplete, so the run goes on. */
export async function warnOfModels(uses: readonly Use[], around: Around, run: string): Promise<void> {
  const modelsAt = await modelLists(around);
  await Promise.all(
    uses.map(async ({ route, phases }) => {
      const { model } = route;
      if (!model) return;
      const list = await modelsAt(route, { run, phase: phases[0] ?? 'story' });
      const there = list && 'models' in list ? list.models : [];
      if (!there.length || there.some((name) => name === model || name.startsWith(`${model}-`))) return;
      around.host.log(
        `The server of ${formatRoute(route)} does not list "${model}"; it has ${nearest(there, model).join(', ')}. The run tries it all the same.`,
      );
    }),
  );
}

const isNative = (backend: object): backend is NativeBackend => 'models' in backend;
