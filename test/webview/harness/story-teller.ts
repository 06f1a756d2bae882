import type { Entry, RunEvent } from '../../../src/model/events.ts';
import type { Plan, StoryBrief } from '../../../src/model/plan.ts';
import type { Route } from '../../../src/model/route.ts';
import type { RunOptions } from '../../../src/model/shapes.ts';

/** Builds the log of a run a moment at a time: valid entries, in order, on a clock of its own. */
export class Teller {
  readonly entries: Entry[] = [];
  now: number;

  constructor(start: number) {
    this.now = start;
  }

  /** Lets time pass, in seconds. */
  pass(seconds: number): this {
    this.now += seconds * 1000;
    return this;
  }

  at(time: number): this {
    this.now = Math.max(this.now, time);
    return this;
  }

  tell(by: string, event: RunEvent): this {
    this.entries.push({ seq: this.entries.length + 1, at: new Date(this.now).toISOString(), by, event });
    return this;
  }
}

export const sha = (text: string): string => {
  let hash = 0x811c9dc5;
  let out = '';
  for (let i = 0; out.length < 40; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i % text.length) ^ i, 0x01000193) >>> 0;
    out += hash.toString(16).padStart(8, '0');
  }
  return out.slice(0, 40);
};

const flash: Route = { backend: 'openai-compatible', model: 'deepseek-v4-flash', endpoint: 'deepseek' };
export const PRO: Route = { backend: 'openai-compatible', model: 'deepseek-v4-pro', endpoint: 'deepseek' };
export const FLASH = flash;

export const OPTIONS: RunOptions = {
  parallel: 4,
  attempts: 3,
  budgetUsd: 0.5,
  quick: false,
  localOnly: false,
  planOnly: false,
  approve: 'ask',
  review: false,
  preset: 'hybrid',
  routes: {
    phases: { architect: PRO, planner: PRO, story: flash, critic: flash, surgeon: PRO },
    tiers: { heavy: PRO },
    ladder: [flash, PRO],
  },
  endpoints: { deepseek: 'https://api.deepseek.com' },
};

/** A plan of these stories, and one requirement that all of them meet. */
export const planOf = (...stories: readonly StoryBrief[]): Plan => ({
  goal: 'g',
  summary: '',
  decisions: [],
  requirements: [{ id: 'r1', quote: 'q', stories: stories.map(({ id }) => id) }],
  assumptions: [],
  questions: [],
  stories: [...stories],
});

export const brief = (
  id: string,
  title: string,
  dependsOn: string[] = [],
  more: Partial<StoryBrief> = {},
): StoryBrief => ({
  id,
  title,
  description: `${title} as the goal describes it, in the style of the modules that are there already.`,
  dependsOn,
  touches: [`src/reservations/${id}/**`],
  acceptance: [
    `${title} does what its name says`,
    'Every public function is covered by a test',
    'No other module changes its behaviour',
  ],
  verify: [`npm test -- ${id}`],
  tier: 'standard',
  ...more,
});

/** Tells attempts of one run; each method carries an attempt one state further, at the teller's time. */
export class Attempts {
  readonly #teller: Teller;
  #ids = 0;
  constructor(teller: Teller) {
    this.#teller = teller;
  }

  scheduled(storyId: string, attempt: number, route: Route = flash): void {
    this.#teller.tell('conductor', { type: 'story.scheduled', storyId, attempt, route, reservedUsd: 0.02 });
  }

  prepared(storyId: string, attempt: number, route: Route = flash): void {
    this.#teller.tell('story-factory', {
      type: 'attempt.prepared',
      storyId,
      attempt,
      route,
      base: sha('base'),
      worktree: `${storyId}-${attempt}`,
      prompt: {
        artifact: `attempts/${storyId}.${attempt}.prompt.md`,
        sha256: sha(storyId) + sha(storyId).slice(0, 24),
        findings: 3,
      },
    });
  }

  used(
    storyId: string,
    attempt: number,
    kind: 'read' | 'search' | 'edit' | 'run',
    target: string,
    ms = 900,
  ): void {
    this.#teller.tell('story-agent', {
      type: 'tool.used',
      phase: 'story',
      storyId,
      attempt,
      id: `tool-${++this.#ids}`,
      tool: { read: 'read_file', search: 'grep', edit: 'write_file', run: 'run_command' }[kind],
      kind,
      target,
      ok: true,
      ms,
    });
  }

  cost(
    storyId: string,
    attempt: number,
    usd: number | null,
    billing: 'billed' | 'subscription' | 'unknown' = 'billed',
    route: Route = flash,
  ): void {
    this.#teller.tell('auditor', {
      type: 'usage.recorded',
      phase: 'story',
      storyId,
      attempt,
      id: `usage-${++this.#ids}`,
      route,
      model: route.model ?? route.backend,
      tokens:
        usd === null ? null : { input: 5200, cacheWrite: 0, cacheRead: 18400, output: 2100, reasoning: 400 },
      usd,
      billing,
      requests: 3,
      ms: 21_000,
      firstTokenMs: 640,
    });
  }

  finished(storyId: string, attempt: number): void {
    this.#teller.tell('story-agent', {
      type: 'attempt.finished',
      storyId,
      attempt,
      summary: 'Added the module, its tests and the wiring; every criterion has a test that names it.',
    });
  }

  committed(
    storyId: string,
    attempt: number,
    changed: number,
    added: number,
    removed: number,
    gates: string[] = [],
  ): void {
    const files = Array.from(
      { length: changed },
      (_, i) => `src/reservations/${storyId}${['.ts', '.test.ts', '.types.ts', '.module.ts'][i % 4]}`,
    );
    this.#teller.tell('operator', {
      type: 'attempt.committed',
      storyId,
      attempt,
      commit: sha(`${storyId}${attempt}`),
      parent: sha('base'),
      files: [...new Set(files)],
      changed,
      added,
      removed,
      gates,
    });
  }

  verified(storyId: string, attempt: number, ok = true, command = `npm test -- ${storyId}`): void {
    this.#teller.tell('verifier', {
      type: 'attempt.verified',
      storyId,
      attempt,
      commit: sha(`${storyId}${attempt}`),
      ok,
      evidence: [
        {
          command,
          exitCode: ok ? 0 : 1,
          commit: sha(`${storyId}${attempt}`),
          ms: 6120,
          tail: ok
            ? ' \u001b[32m✓\u001b[0m rejects an overlap (12 ms)\n \u001b[32m✓\u001b[0m accepts a gap (3 ms)\n\n\u001b[1mTests\u001b[0m  \u001b[32m42 passed\u001b[0m (42)'
            : ' \u001b[31m✗\u001b[0m update() caps the party size\n   expected 400 "Bad Request", got 200 "OK"\n\n\u001b[1mTests\u001b[0m  \u001b[31m1 failed\u001b[0m | \u001b[32m41 passed\u001b[0m (42)',
          tests: { passed: ok ? 42 : 41, failed: ok ? 0 : 1, skipped: 0 },
        },
      ],
    });
  }

  judged(
    storyId: string,
    attempt: number,
    criteria: { criterion: string; met: boolean; evidence: string }[],
  ): void {
    const pass = criteria.every(({ met }) => met);
    this.#teller.tell('critic', {
      type: 'verdict.given',
      storyId,
      attempt,
      commit: sha(`${storyId}${attempt}`),
      pass,
      criteria,
      summary: pass ? 'Every criterion is met and tested.' : 'One path around the rule is left open.',
      judge: 'critic',
    });
  }

  integrated(storyId: string, attempt: number): void {
    this.#teller.tell('operator', {
      type: 'story.integrated',
      storyId,
      attempt,
      commit: sha(`${storyId}${attempt}i`),
    });
  }
}
