import { breathing } from '../src/engine/breath.ts';
import type { Repository } from '../src/engine/ports.ts';
import type { Think } from '../src/engine/think.ts';
import type { Outside } from '../src/run/team.ts';
import { smallMap } from '../test/support/scenario.ts';

/** An outside that answers at once and remembers nothing but the tip, so that what is measured is the engine. */
export function instantOutside(): Outside {
  let made = 0;
  let tip: string | undefined;
  const place = { folder: '/nowhere', env: {} };
  const commit = (parent: string) => ({
    ...{ commit: (++made).toString(16).padStart(40, '0'), parent, files: ['a.txt'] },
    ...{ changed: 1, added: 1, removed: 0, gates: [] },
  });
  const repository: Repository = {
    map: async () => smallMap,
    tip: async () => tip,
    async createBranch(_, at) {
      tip ??= at;
    },
    async advance(_, from, to) {
      if (tip !== from) return false;
      tip = to;
      return true;
    },
    prepare: async () => place,
    prepareAhead: async () => {},
    checkout: async () => place,
    remove: async () => true,
    worktrees: async () => [],
    commit: async (_, parent) => commit(parent),
    snapshot: async () => undefined,
    rebase: async (_, __, onto) => commit(onto),
    rehearse: async () => [],
    diff: async () => '',
    changedPaths: async () => [],
    commits: async () => [],
  };
  const think: Think = async function* (_, { phase, storyId, attempt, route, mode, answer }) {
    const asked = { phase, ...(storyId ? { storyId } : {}), ...(attempt ? { attempt } : {}) };
    const id = `${phase}.${storyId}.${attempt}`;
    yield {
      ...{ type: 'usage.recorded', ...asked, id, route, model: 'model', tokens: null, usd: 0.01 },
      ...{ billing: 'billed', requests: 1, ms: 1, firstTokenMs: 1 },
    };
    if (mode === 'work') {
      for (let n = 0; n < 5; n++)
        yield {
          type: 'tool.used',
          ...asked,
          id: `${id}#${n}`,
          tool: 'edit',
          kind: 'edit',
          target: `${storyId}.txt`,
          ok: true,
          ms: 1,
        };
      return { ok: true, value: 'done' as never };
    }
    const criteria = [{ criterion: `${storyId} is done`, met: true, evidence: 'seen' }];
    const read = answer?.parse({ criteria, summary: 'good', requirements: [] });
    return read && 'value' in read
      ? { ok: true, value: read.value }
      : { ok: false, kind: 'agent', reason: 'no' };
  };
  const files = new Map<string, string>();
  return {
    think,
    warmCache: async function* () {},
    repository,
    forge: {
      baseMoved: async () => undefined,
      push: async () => ({ problem: 'none' }),
      openPullRequest: async () => ({ problem: 'none' }),
    },
    artifacts: {
      write: async (name, text) => void files.set(name, text),
      append: () => {},
      read: async (name) => files.get(name),
    },
    runCommand: async () => ({ exitCode: 0, ms: 1, tail: 'ok', timedOut: false }),
    countTests: () => undefined,
    prompts: { architect: 'A', planner: 'P', story: 'S', critic: 'C', surgeon: 'U', requirements: 'R' },
    reserve: () => 0,
    now: () => 0,
    sleep: (_, abort) => new Promise((wake) => abort.addEventListener('abort', () => wake(), { once: true })),
    breath: breathing(),
    limits: { silenceMs: 1000, totalMs: 1000 },
  };
}
