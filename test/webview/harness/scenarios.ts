import { planEvents } from '../../../src/model/answer-intent.ts';
import type { Entry } from '../../../src/model/events.ts';
import type { Plan, StoryBrief } from '../../../src/model/plan.ts';
import { Attempts, brief, FLASH, OPTIONS, PRO, sha, Teller } from './story-teller.ts';

const GOAL = 'Add a complete reservations module';

const TEN: StoryBrief[] = [
  brief('status-enum', 'Status enum', [], { tier: 'light' }),
  brief('migration', 'Migration', [], { tier: 'light' }),
  brief('entity', 'Entity', ['status-enum', 'migration']),
  brief('dtos', 'DTOs', ['status-enum'], { tier: 'light' }),
  brief('mapper', 'Response mapper', ['entity', 'dtos']),
  brief('service', 'Reservations service', ['entity', 'dtos'], {
    tier: 'heavy',
    acceptance: [
      'No two active reservations overlap for one table',
      'Party size is capped by the table’s capacity',
      'Status transitions are enforced',
    ],
    verify: ['npm test -- reservations'],
  }),
  brief('guards', 'Guards and roles', ['dtos']),
  brief('wiring', 'Module wiring', ['entity'], { tier: 'light' }),
  brief('controller', 'Controller', ['service', 'guards', 'mapper']),
  brief('service-spec', 'Service unit spec', ['service']),
];

const planOf = (stories: readonly StoryBrief[], goal = GOAL): Plan => ({
  goal,
  summary:
    'A reservations module beside the tables module: entity and migration first, then the service with its rules, guards, controller and the wiring.',
  decisions: [
    'Times are stored in UTC and compared as half-open intervals.',
    'Errors use the project’s HttpException filter.',
  ],
  requirements: [
    { id: 'r1', quote: 'no two reservations overlap for one table', stories: ['service'] },
    { id: 'r2', quote: 'only staff may cancel', stories: ['guards'] },
    { id: 'r3', quote: 'a complete reservations module', stories: ['entity', 'controller', 'wiring'] },
  ],
  assumptions: ['Tables already know their capacity.'],
  questions: ['Should a cancelled reservation free its slot at once?'],
  stories,
});

function begin(teller: Teller, options: Partial<typeof OPTIONS> = {}, goal = GOAL): void {
  teller.tell('baro', {
    type: 'run.requested',
    runId: 'r20261120-7f3a',
    goal,
    repository: 'bistro-api',
    base: { ref: 'main', commit: sha('base') },
    branch: 'baro/reservations-7f3a',
    options: { ...OPTIONS, ...options },
  });
  teller.pass(2);
}

function map(teller: Teller): void {
  teller.tell('cartographer', {
    type: 'repository.mapped',
    map: {
      languages: ['TypeScript'],
      packageManager: 'npm',
      setup: ['npm ci'],
      build: ['npm run build'],
      test: ['npm test'],
      lint: ['npm run lint'],
      conventions: ['CONTRIBUTING.md'],
      workspaces: [],
      layout: ['src/', 'test/'],
      files: 214,
    },
  });
}

function look(
  teller: Teller,
  phase: 'architect' | 'planner',
  id: string,
  target: string,
  kind: 'read' | 'search' = 'read',
): void {
  teller.tell(phase, {
    type: 'tool.used',
    phase,
    id,
    tool: kind === 'read' ? 'read_file' : 'grep',
    kind,
    target,
    ok: true,
    ms: 40,
  });
}

function plan(teller: Teller, stories: readonly StoryBrief[] = TEN, approve = true): void {
  map(teller);
  teller.pass(6).tell('verifier', {
    type: 'baseline.measured',
    commit: sha('base'),
    evidence: [
      {
        command: 'npm test',
        exitCode: 0,
        commit: sha('base'),
        ms: 5100,
        tail: '',
        tests: { passed: 118, failed: 0, skipped: 2 },
      },
    ],
  });
  look(teller.pass(2), 'architect', 'a1', 'src/tables/tables.service.ts');
  teller.pass(8).tell('architect', { type: 'design.pinned', decisions: planOf(stories).decisions.slice() });
  teller.pass(9);
  for (const event of planEvents(planOf(stories), 1)) teller.tell('planner', event);
  if (approve) teller.pass(12).tell('person', { type: 'plan.approved', version: 1 });
}

const ok = (...criteria: string[]) =>
  criteria.map((criterion, i) => ({
    criterion,
    met: true,
    evidence:
      [
        'service.ts:88–104, test “rejects an overlap”',
        'dto.ts:12, test “caps the party”',
        'transitions table, 6 tests',
      ][i % 3] ?? '',
  }));

/** Ten stories, in the middle of the work: the picture of the project's own mock. */
export function midRun(start: number, finish = false): Entry[] {
  const t = new Teller(start);
  const a = new Attempts(t);
  begin(t);
  plan(t);
  const zero = t.now;
  const later = (seconds: number) => t.at(zero + seconds * 1000);
  /** A story told from start to end, as timed actions. */
  const acts: [number, () => void][] = [];
  const land = (
    id: string,
    from: number,
    to: number,
    files: number,
    added: number,
    removed: number,
    attempt = 1,
    usd = 0.0018,
  ) => {
    const length = to - from;
    acts.push(
      [from, () => a.scheduled(id, attempt)],
      [from + 1.5, () => a.prepared(id, attempt)],
      [from + length * 0.2, () => a.used(id, attempt, 'read', 'src/tables/tables.service.ts', 300)],
      [from + length * 0.35, () => a.used(id, attempt, 'edit', `src/reservations/${id}.ts`, 150)],
      [from + length * 0.5, () => a.used(id, attempt, 'run', `npm test -- ${id}`, length * 110)],
      [from + length * 0.6, () => a.cost(id, attempt, usd)],
      [from + length * 0.62, () => a.finished(id, attempt)],
      [from + length * 0.65, () => a.committed(id, attempt, files, added, removed)],
      [from + length * 0.8, () => a.verified(id, attempt)],
      [
        from + length * 0.94,
        () => a.judged(id, attempt, ok(...(TEN.find((s) => s.id === id)?.acceptance ?? []))),
      ],
      [to, () => a.integrated(id, attempt)],
    );
  };
  land('status-enum', 0, 45, 2, 77, 1, 1, 0.0009);
  land('migration', 0, 48, 1, 63, 4, 1, 0.0011);
  land('dtos', 46, 104, 4, 128, 4, 1, 0.0016);
  land('entity', 49, 111, 3, 142, 1, 1, 0.0021);
  // the mapper fails its first attempt
  acts.push(
    [112, () => a.scheduled('mapper', 1)],
    [113.5, () => a.prepared('mapper', 1)],
    [122, () => a.used('mapper', 1, 'edit', 'src/reservations/mapper.ts')],
    [130, () => a.cost('mapper', 1, 0.0012)],
    [131, () => a.finished('mapper', 1)],
    [132, () => a.committed('mapper', 1, 2, 80, 0)],
    [139, () => a.verified('mapper', 1, false)],
  );
  land('mapper', 140, 203, 2, 105, 0, 2, 0.0019);
  // the service is judged once, fails a criterion, and is tried again on a stronger route
  acts.push(
    [112, () => a.scheduled('service', 1)],
    [114, () => a.prepared('service', 1)],
    [124, () => a.used('service', 1, 'read', 'src/tables/tables.service.ts', 400)],
    [137, () => a.used('service', 1, 'edit', 'src/reservations/reservations.service.ts', 300)],
    [150, () => a.used('service', 1, 'run', 'npm test -- reservations', 7000)],
    [151, () => a.cost('service', 1, 0.0031)],
    [152, () => a.finished('service', 1)],
    [153, () => a.committed('service', 1, 3, 188, 2)],
    [162, () => a.verified('service', 1)],
    [
      170,
      () =>
        a.judged('service', 1, [
          {
            criterion: 'No two active reservations overlap for one table',
            met: true,
            evidence: 'service.ts:88–104, test “rejects an overlap”',
          },
          {
            criterion: 'Party size is capped by the table’s capacity',
            met: false,
            evidence: 'Checked on create only; update() skips it (service.ts:131)',
          },
          { criterion: 'Status transitions are enforced', met: true, evidence: 'transitions table, 6 tests' },
        ]),
    ],
    [
      170.2,
      () =>
        t.tell('conductor', {
          type: 'story.escalated',
          storyId: 'service',
          route: PRO,
          reason: 'a criterion is not met',
        }),
    ],
    [170.4, () => a.scheduled('service', 2, PRO)],
    [172, () => a.prepared('service', 2, PRO)],
    [186, () => a.used('service', 2, 'read', 'src/reservations/reservations.service.ts')],
    [205, () => a.cost('service', 2, 0.0062, 'billed', PRO)],
    [208, () => a.used('service', 2, 'edit', 'src/reservations/reservations.service.ts', 500)],
    [112, () => a.scheduled('guards', 1)],
    [113, () => a.prepared('guards', 1)],
    [130, () => a.used('guards', 1, 'edit', 'src/auth/roles.guard.ts', 400)],
    [165, () => a.used('guards', 1, 'run', 'npm test -- guards', 5200)],
    [176, () => a.cost('guards', 1, 0.0024, 'subscription')],
    [178, () => a.finished('guards', 1)],
    [179, () => a.committed('guards', 1, 3, 96, 12)],
    [190, () => a.verified('guards', 1)],
    [160, () => a.scheduled('wiring', 1)],
    [162, () => a.prepared('wiring', 1)],
    [184, () => a.used('wiring', 1, 'edit', 'src/app.module.ts')],
    [196, () => a.cost('wiring', 1, null, 'unknown')],
    [207, () => a.used('wiring', 1, 'run', 'npm test', 11_000)],
    [
      209,
      () =>
        t.tell('sentry', {
          type: 'collision.found',
          id: 'c1',
          stage: 'edit',
          stories: ['service', 'wiring'],
          paths: ['src/app.module.ts'],
        }),
    ],
  );
  if (finish) {
    acts.push(
      [228, () => a.judged('guards', 1, ok('Guards and roles do what they say'))],
      [230, () => a.integrated('guards', 1)],
      [231, () => t.tell('sentry', { type: 'collision.cleared', id: 'c1' })],
      [232, () => a.finished('wiring', 1)],
      [233, () => a.committed('wiring', 1, 2, 31, 3)],
      [240, () => a.verified('wiring', 1)],
      [246, () => a.judged('wiring', 1, ok('The module is wired'))],
      [248, () => a.integrated('wiring', 1)],
      [236, () => a.finished('service', 2)],
      [237, () => a.committed('service', 2, 3, 214, 3)],
      [247, () => a.verified('service', 2)],
      [
        255,
        () =>
          a.judged(
            'service',
            2,
            ok(
              'No two active reservations overlap for one table',
              'Party size is capped by the table’s capacity',
              'Status transitions are enforced',
            ),
          ),
      ],
      [258, () => a.integrated('service', 2)],
    );
    land('controller', 259, 338, 4, 231, 2, 1, 0.003);
    land('service-spec', 259, 312, 1, 184, 0, 1, 0.0022);
    acts.push(
      [
        352,
        () =>
          t.tell('verifier', {
            type: 'run.verified',
            ok: true,
            commit: sha('end'),
            evidence: [
              { command: 'npm run build', exitCode: 0, commit: sha('end'), ms: 4100, tail: '' },
              {
                command: 'npm test',
                exitCode: 0,
                commit: sha('end'),
                ms: 7900,
                tail: '',
                tests: { passed: 171, failed: 0, skipped: 2 },
              },
            ],
          }),
      ],
      [
        356,
        () =>
          t.tell('critic', {
            type: 'requirement.judged',
            id: 'r1',
            met: true,
            evidence: 'service.ts:88–104, test “rejects an overlap”',
          }),
      ],
      [
        356.1,
        () =>
          t.tell('critic', {
            type: 'requirement.judged',
            id: 'r2',
            met: true,
            evidence: 'roles.guard.ts:21, test “a guest may not cancel”',
          }),
      ],
      [
        356.2,
        () =>
          t.tell('critic', {
            type: 'requirement.judged',
            id: 'r3',
            met: true,
            evidence: 'e2e “books, changes and cancels”',
          }),
      ],
      [
        358,
        () =>
          t.tell('operator', {
            type: 'branch.pushed',
            branch: 'baro/reservations-7f3a',
            commit: sha('end'),
            remote: 'origin',
          }),
      ],
      [
        360,
        () =>
          t.tell('operator', {
            type: 'pull-request.opened',
            url: 'https://github.com/acme/bistro-api/pull/42',
            draft: false,
            number: 42,
          }),
      ],
      [361, () => t.tell('conductor', { type: 'run.completed', outcome: 'done', integrated: 10, failed: 0 })],
    );
  }
  for (const [seconds, act] of acts.sort((x, y) => x[0] - y[0])) {
    later(seconds);
    act();
  }
  return t.entries;
}

/** The phases before there is a plan: mapped, measured, the architect is reading. */
export function planning(start: number): Entry[] {
  const t = new Teller(start);
  begin(t);
  map(t);
  t.pass(6).tell('verifier', {
    type: 'baseline.measured',
    commit: sha('base'),
    evidence: [
      { command: 'npm test', exitCode: 0, commit: sha('base'), ms: 5100, tail: '' },
      { command: 'npm run lint', exitCode: 1, commit: sha('base'), ms: 2100, tail: '' },
    ],
  });
  look(t.pass(2), 'architect', 'a1', 'src/tables/tables.service.ts');
  look(t.pass(2), 'architect', 'a2', 'src/common/http-exception.filter.ts');
  t.tell('librarian', {
    type: 'finding.recorded',
    id: 'f1',
    source: { phase: 'architect', path: 'src/common' },
    text: 'Every module registers its exception filter in src/common/http-exception.filter.ts.',
  });
  t.tell('librarian', {
    type: 'finding.recorded',
    id: 'f2',
    source: { phase: 'architect', path: 'src/tables' },
    text: 'Tables carry their capacity; the service reads it through TablesService.get().',
  });
  return t.entries;
}

/** A plan that waits for approval, its second version, with a requirement nobody covers. */
export function awaiting(start: number): Entry[] {
  const t = new Teller(start);
  begin(t);
  plan(t, TEN.slice(0, 8), false);
  t.pass(20).tell('person', {
    type: 'revision.requested',
    version: 1,
    text: 'Add the controller and a spec for the service.',
  });
  t.pass(14);
  const next = planOf(
    TEN.map((story) => (story.id === 'mapper' ? { ...story, tier: 'light' as const } : story)),
  );
  const requirements = [
    ...next.requirements,
    { id: 'r4', quote: 'guests get a reminder the day before', stories: [] },
  ];
  for (const event of planEvents({ ...next, requirements }, 2)) t.tell('planner', event);
  return t.entries;
}

/** Something failed for good, something is blocked by it, something waits for the person. */
export function troubled(start: number): Entry[] {
  const t = new Teller(start);
  const a = new Attempts(t);
  begin(t);
  plan(t);
  const run = (
    id: string,
    attempt: number,
    upTo: 'committed' | 'verified' | 'red' | 'judged' | 'integrated',
    gates: string[] = [],
    route = FLASH,
  ) => {
    a.scheduled(id, attempt, route);
    t.pass(2);
    a.prepared(id, attempt, route);
    t.pass(9);
    a.used(id, attempt, 'edit', `src/reservations/${id}.ts`);
    t.pass(7);
    a.cost(id, attempt, 0.002, 'billed', route);
    a.finished(id, attempt);
    t.pass(1);
    a.committed(id, attempt, 2, 90, 4, gates);
    if (upTo === 'committed') return;
    t.pass(6);
    a.verified(id, attempt, upTo !== 'red');
    if (upTo === 'red' || upTo === 'verified') return;
    t.pass(5);
    a.judged(id, attempt, ok(...(TEN.find((story) => story.id === id)?.acceptance ?? [])));
    if (upTo === 'judged') return;
    t.pass(2);
    a.integrated(id, attempt);
  };
  for (const id of ['status-enum', 'migration', 'entity', 'dtos']) run(id, 1, 'integrated');
  run('mapper', 1, 'integrated');
  run('service', 1, 'red');
  run('service', 2, 'red');
  run('service', 3, 'red', [], PRO);
  t.pass(8).tell('surgeon', {
    type: 'plan.changed',
    version: 1,
    storyId: 'service',
    action: 'give-up',
    reason: 'three attempts fail the same test; the tables module returns no capacity on update',
    removed: [],
    asks: false,
  });
  run('guards', 1, 'judged', ['changes .github/workflows/ci.yml, a protected path']);
  run('wiring', 1, 'verified');
  t.tell('sentry', {
    type: 'breaker.opened',
    provider: 'openai-compatible@deepseek',
    reason: 'rate limit, tries again in a minute',
  });
  return t.entries;
}

const AREAS = ['Auth', 'Billing', 'Catalog', 'Orders', 'Search', 'Mail', 'Reports', 'Admin'];
const PARTS = [
  'types',
  'schema',
  'repository',
  'service',
  'API',
  'events',
  'permissions',
  'UI',
  'docs',
  'metrics',
  'cache',
];

/** A plan of many stories with believable dependencies; the same every time. */
export function manyStories(many: number): StoryBrief[] {
  let seed = 7;
  const random = () => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  };
  const stories: StoryBrief[] = [];
  const width = Math.max(5, Math.round(Math.sqrt(many) * 1.15));
  for (let i = 0; i < many; i++) {
    const row = Math.floor(i / width);
    const dependsOn = new Set<string>();
    const first = (row - 1) * width;
    if (row > 0) {
      const wanted = 1 + Math.floor(random() * 2.2);
      for (let n = 0; n < wanted; n++) {
        const near = first + Math.min(width - 1, Math.max(0, (i % width) + Math.round((random() - 0.5) * 3)));
        const story = stories[near];
        if (story) dependsOn.add(story.id);
      }
      if (row > 1 && random() < 0.14) {
        const far = stories[Math.floor(random() * first)];
        if (far) dependsOn.add(far.id);
      }
    }
    const area = AREAS[i % AREAS.length] ?? '';
    const part = PARTS[(i * 3 + row) % PARTS.length] ?? '';
    stories.push(
      brief(
        `story-${i + 1}`,
        `${area} ${part}${i >= AREAS.length * PARTS.length ? ` ${i}` : ''}`,
        [...dependsOn],
        { tier: (['light', 'standard', 'heavy'] as const)[i % 3] ?? 'standard' },
      ),
    );
  }
  return stories;
}

/** Many stories, the first part of them integrated, some under way, one failed. */
export function many(start: number, count: number): Entry[] {
  const t = new Teller(start);
  const a = new Attempts(t);
  const stories = manyStories(count);
  begin(
    t,
    { parallel: 8, budgetUsd: 12 },
    'Bring the shop from the old monolith to modules, one domain at a time',
  );
  plan(t, stories);
  const landed = Math.floor(count * 0.45);
  stories.slice(0, landed).forEach(({ id, acceptance }, index) => {
    a.scheduled(id, 1);
    t.pass(1);
    a.prepared(id, 1);
    t.pass(4);
    a.used(id, 1, 'edit', `src/${id}.ts`, 800);
    a.cost(id, 1, 0.004 + (index % 5) * 0.002);
    a.finished(id, 1);
    a.committed(id, 1, 1 + (index % 4), 40 + index * 3, index % 9);
    t.pass(3);
    a.verified(id, 1);
    t.pass(2);
    a.judged(id, 1, ok(...acceptance));
    t.pass(1);
    a.integrated(id, 1);
  });
  const done = new Set(stories.slice(0, landed).map(({ id }) => id));
  const startable = stories.slice(landed).filter(({ dependsOn }) => dependsOn.every((id) => done.has(id)));
  startable.slice(0, 8).forEach(({ id }, index) => {
    a.scheduled(id, 1);
    t.pass(1);
    a.prepared(id, 1);
    t.pass(2);
    a.used(id, 1, index % 2 ? 'read' : 'edit', `src/modules/${id}.ts`);
    a.cost(id, 1, 0.006);
    if (index < 4) return;
    a.finished(id, 1);
    a.committed(id, 1, 3, 120, 14);
    t.pass(2);
    if (index === 4) a.verified(id, 1, false);
    if (index === 4)
      t.tell('conductor', { type: 'story.failed', storyId: id, reason: `npm test -- ${id} ended with 1` });
    if (index === 5) a.verified(id, 1);
    if (index === 6) {
      a.verified(id, 1);
      a.judged(id, 1, ok('done'));
    }
  });
  return t.entries;
}

export const SCENARIOS: Readonly<Record<string, (now: number) => Entry[]>> = {
  empty: () => [],
  planning: (now) => planning(now - 24_000),
  awaiting: (now) => awaiting(now - 90_000),
  'mid-run': (now) => midRun(now - 252_000),
  troubled: (now) => troubled(now - 420_000),
  completed: (now) => midRun(now - 900_000, true),
  'stories-33': (now) => many(now - 400_000, 33),
  'stories-100': (now) => many(now - 900_000, 100),
  'stories-500': (now) => many(now - 3_400_000, 500),
};
