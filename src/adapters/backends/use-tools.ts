import { sep } from 'node:path';
import type { Progress } from '../../engine/backend.ts';
import type { Place, Prepared, Tool, Used } from './tools/tool.ts';
import type { Call, Result } from './wire.ts';

const MOST_AT_ONCE = 8;

/** A call with its arguments read, or with what is wrong with it. */
export type Ready = {
  readonly call: Call;
  readonly kind: Tool['kind'] | 'other';
  readonly prepared: Prepared | { readonly problem: string };
};

/** Reads a call's arguments, once. */
export function readied(call: Call, tools: ReadonlyMap<string, Tool>): Ready {
  const tool = tools.get(call.name);
  if (!tool) {
    const names = [...tools.keys()].join(', ');
    return {
      call,
      kind: 'other',
      prepared: { problem: `there is no tool ${call.name}; there are ${names}` },
    };
  }
  const args = argumentsOf(call);
  return { call, kind: tool.kind, prepared: 'problem' in args ? args : tool.prepare(args.value) };
}

/** Runs a turn's calls: those that cannot meet run together, and every effect is there before what comes after it. */
export async function* useTools(
  calls: readonly Ready[],
  place: Place,
  clock: { now(): number },
  scope: (id: string) => string,
): AsyncGenerator<Progress, readonly Result[]> {
  const results: Result[] = [];
  // A fact may be read on another machine, where this folder is somewhere else.
  const { folder } = place;
  const fromHere = (text: string) =>
    folder ? text.replaceAll(folder + sep, '').replaceAll(folder, '.') : text;
  for (const batch of batches(calls)) {
    const done = await Promise.all(batch.map((ready) => useOne(ready, place, clock)));
    for (const { ready, used, ms } of done) {
      const { call, kind, prepared } = ready;
      const { digest } = used;
      results.push({ id: call.id, name: call.name, ok: used.ok, text: used.text });
      yield {
        type: 'tool',
        id: scope(call.id),
        tool: call.name,
        kind,
        target: 'target' in prepared ? fromHere(prepared.target) : '',
        ok: used.ok,
        ms,
        ...(digest ? { digest: fromHere(digest) } : {}),
      };
    }
  }
  return results;
}

async function useOne(ready: Ready, place: Place, clock: { now(): number }) {
  const started = clock.now();
  const { prepared } = ready;
  const used: Used =
    'problem' in prepared
      ? { ok: false, text: prepared.problem }
      : place.abort.aborted
        ? { ok: false, text: 'it was stopped' }
        : await prepared.run(place);
  return { ready, used, ms: Math.round(clock.now() - started) };
}

/** Neighbours of which none writes what another reads or writes, at most so many. */
function batches(calls: readonly Ready[]): readonly (readonly Ready[])[] {
  const all: Ready[][] = [];
  for (const ready of calls) {
    const last = all.at(-1);
    if (last && last.length < MOST_AT_ONCE && last.every((other) => areApart(other, ready))) last.push(ready);
    else all.push([ready]);
  }
  return all;
}

function areApart({ prepared: a }: Ready, { prepared: b }: Ready): boolean {
  if ('problem' in a || 'problem' in b) return true;
  if (a.writes === 'anything' || b.writes === 'anything') return false;
  if (a.writes === 'nothing' || b.writes === 'nothing') return a.writes === b.writes;
  return a.writes.path !== b.writes.path;
}

/** The arguments as an object, or what to tell the model about them. */
export function argumentsOf({ name, args }: Call): { readonly value: object } | { readonly problem: string } {
  try {
    const value: unknown = args.trim() ? JSON.parse(args) : {};
    if (typeof value === 'object' && value !== null) return { value };
  } catch {
    // said below
  }
  return { problem: `the arguments of ${name} are not a JSON object; nothing was done` };
}
