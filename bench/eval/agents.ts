import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { dearest } from '../../src/adapters/dearest.ts';
import { childEnvironment, NO_QUESTIONS } from '../../src/adapters/environment.ts';
import { priceOf } from '../../src/adapters/prices.ts';
import type { Backend } from '../../src/engine/backend.ts';
import type { At } from '../../src/engine/participant.ts';
import type { Artifacts } from '../../src/engine/ports.ts';
import { type Think, thinker } from '../../src/engine/think.ts';
import type { RunEvent } from '../../src/model/events.ts';
import { evolve } from '../../src/model/evolve.ts';
import { type Cost, costOf } from '../../src/model/money.ts';
import type { Route } from '../../src/model/route.ts';
import { waitsForPerson } from '../../src/model/run-state.ts';
import { emptyView, type View } from '../../src/model/view.ts';
import { openRuns } from '../../src/run/open-runs.ts';
import type { HostServices, RunSettings } from '../../src/run/seam.ts';
import { checkedOut, type Task } from './tasks.ts';

/** How a task went. */
export type Result = {
  readonly passed: boolean;
  readonly wallMs: number;
  readonly cost: Cost;
  /** Why it did not pass, as far as it is known. */
  readonly why?: string;
};

/** Nobody may take longer for one task, in milliseconds. */
const MOST_MS = 30 * 60_000;

/** The task as a goal of Baro's, with everything that Baro does about it. */
export async function byBaro(task: Task, settings: RunSettings, host: HostServices): Promise<Result> {
  await using checkout = await checkedOut(task);
  const begun = performance.now();
  const runs = await openRuns(checkout.folder, host);
  if ('problem' in runs) throw new Error(runs.problem);
  const run = await runs.start(task.goal, { ...settings, approve: 'auto', localOnly: true });
  if ('problems' in run) throw new Error(run.problems.join(' '));
  const patience = new AbortController();
  const end = Promise.race([
    run.over.then(() => undefined),
    setTimeout(MOST_MS, 'it took too long', { signal: patience.signal }),
    needsSomebody(run, patience.signal),
  ]);
  const why = await end.finally(() => patience.abort());
  const wallMs = performance.now() - begun;
  const { view } = run;
  await run.close();
  const branch = view.run?.branch ?? '';
  const made = await checkout.git('checkout', '--quiet', branch).then(
    () => true,
    () => false,
  );
  const passed = made && (await checkout.hidden());
  const reason = why ?? view.ending.completed?.reason;
  return { passed, wallMs, cost: costOf(view), ...(passed || !reason ? {} : { why: reason }) };
}

async function needsSomebody(run: { readonly view: View }, abort: AbortSignal): Promise<string | undefined> {
  for (;;) {
    await setTimeout(500, undefined, { signal: abort }).catch(() => {});
    const why = waitsForPerson(run.view);
    if (why || abort.aborted) return why;
  }
}

/** The task as one session of one model, told the goal and nothing else. */
export async function byOneSession(task: Task, route: Route, backend: Backend): Promise<Result> {
  await using checkout = await checkedOut(task);
  const begun = performance.now();
  const books = bookkeeping();
  const answering = thinkingWith(backend)(books.at, {
    mode: 'work',
    phase: 'story',
    route,
    prompt: { shared: '', task: task.goal },
    folder: checkout.folder,
    env: childEnvironment(process.env, { extra: NO_QUESTIONS }),
  });
  let step = await answering.next();
  for (; !step.done; step = await answering.next()) books.keep(step.value);
  const wallMs = performance.now() - begun;
  const passed = await checkout.hidden();
  const why = step.value.ok ? undefined : step.value.reason;
  return { passed, wallMs, cost: books.cost(), ...(passed || !why ? {} : { why }) };
}

/** Asks one backend, outside any run; what is said is kept nowhere. */
export const thinkingWith = (backend: Backend): Think =>
  thinker({
    run: randomUUID(),
    backend: () => backend,
    priceOf: priceOf(),
    atMost: dearest,
    artifacts: nowhere,
    signal: () => {},
    now: Date.now,
    limits: { silenceMs: 10 * 60_000, totalMs: MOST_MS, turns: 200 },
  });

const nowhere: Artifacts = { write: async () => {}, append: () => {}, read: async () => undefined };

/** The books of questions that belong to no run. */
export function bookkeeping(seen: View = emptyView) {
  let view = emptyView;
  const at: At = { abort: new AbortController().signal, view: () => seen, changed: () => setTimeout(1000) };
  return {
    at,
    keep(event: RunEvent) {
      if (event.type !== 'usage.recorded') return;
      view = evolve(view, { seq: view.seq + 1, at: new Date().toISOString(), by: 'eval', event });
    },
    cost: () => costOf(view),
  };
}
