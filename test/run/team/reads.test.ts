import { expect, test } from 'vitest';
import { Folding } from '../../../src/model/folding.ts';
import type { View } from '../../../src/model/view.ts';
import { team } from '../../../src/run/team.ts';
import { memoryWorld, play } from '../../support/memory-world.ts';
import { artifacts, repository, think } from '../../support/ports.ts';
import { shaped } from '../../support/scenario.ts';
import { obedient } from '../../support/thinking-as.ts';

const participants = team({
  ...{ think, repository, artifacts, warmCache: async function* () {}, countTests: () => undefined },
  forge: {
    baseMoved: async () => undefined,
    push: async () => ({ problem: '' }),
    openPullRequest: async () => ({ problem: '' }),
  },
  runCommand: async () => ({ exitCode: 0, ms: 1, tail: '', timedOut: false }),
  prompts: { architect: '', planner: '', story: '', critic: '', surgeon: '', requirements: '' },
  ...{
    reserve: () => 0,
    now: () => 0,
    sleep: async () => {},
    breath: () => undefined,
    limits: { silenceMs: 1, totalMs: 1 },
  },
});

/** A view that notes which of its parts are looked at. */
function watched(view: View) {
  const parts = new Set<PropertyKey>();
  const proxy = new Proxy(view, {
    get(target, part) {
      parts.add(part);
      return Reflect.get(target, part);
    },
  });
  return { view: proxy, parts };
}

test('whoever is asked again only when parts of the view change has named every part that it looks at', async () => {
  const world = memoryWorld({ brain: obedient });
  const { log } = await play(world, shaped({ a: [], b: ['a'], c: ['a'] }), {
    timeoutMinutes: 600,
    budgetUsd: 50,
  });
  const unread = new Set<string>();
  const folding = new Folding();
  for (const entry of log) {
    folding.add(entry);
    for (const { name, reads, decide, work } of participants) {
      if (!reads) continue;
      const named = watched(folding.view);
      reads(named.view);
      const looked = watched(folding.view);
      for (const _ of decide?.(looked.view) ?? []);
      for (const _ of work?.(looked.view) ?? []);
      for (const part of looked.parts) if (!named.parts.has(part)) unread.add(`${name}: ${String(part)}`);
    }
  }
  expect([...unread]).toEqual([]);
});
