import { expect, test } from 'vitest';
import type { Brain, Fault } from '../support/model-server.ts';
import { ends } from './rig/baro.ts';
import { eventsOf } from './rig/entries.ts';
import { asked, openaiOf, overOpenai, served, smallBrain } from './rig/small-model.ts';
import { smallRepository } from './rig/small-run.ts';
import { type World, world } from './rig/world.ts';

const local = [...overOpenai, '--local-only'];

/** Gives the first answers of a phase these faults, one after the other; then all is well. */
function failing(phase: string, faults: readonly Fault[], brain: Brain = smallBrain()): Brain {
  const left = [...faults];
  return async (question) => {
    const fault = question.labels.phase === phase ? left.shift() : undefined;
    return { ...(await brain(question)), ...(fault ? { fault } : {}) };
  };
}

const status = (code: number, headers: Record<string, string> = {}): Fault => ({
  ...{ kind: 'status', status: code, headers },
});

const allIntegrated = (place: World) => {
  const integrated = eventsOf(place.log(), 'story.integrated').map(({ storyId }) => storyId);
  expect(integrated.toSorted()).toEqual(['one', 'three', 'two']);
  expect(place.leftovers()).toEqual([]);
};

test.each<[string, readonly Fault[]]>([
  ['429 with a time to wait', [status(429, { 'retry-after': '1' }), status(429, { 'retry-after-ms': '50' })]],
  ['429 without one', [status(429)]],
  ['500, 503 and 529', [status(500), status(503), status(529)]],
  ['a cut connection', [{ kind: 'cut' }, { kind: 'cut' }]],
  ['an answer that ends in the middle as if it were whole', [{ kind: 'clean-end' }]],
  ['a page of a proxy', [{ kind: 'html' }]],
  ['what is no JSON', [{ kind: 'malformed' }]],
  ['an error in the middle of the answer', [{ kind: 'error-event', type: 'server_error', message: 'sorry' }]],
])('a run gets over %s', async (_, faults) => {
  const place = world(smallRepository);
  const server = await served(failing('story', faults));
  ends(0, await place.baro(local, openaiOf(server)));
  allIntegrated(place);
  expect(eventsOf(place.log(), 'attempt.failed')).toEqual([]);
});

test('a refused key ends an unattended run with a sentence that does not name it; with another key it goes on', async () => {
  const place = world(smallRepository);
  let refuses = true;
  const brain = smallBrain();
  const server = await served(async (question) => ({
    ...(await brain(question)),
    ...(refuses
      ? {
          fault: {
            ...status(401),
            body: { error: { message: 'Incorrect API key provided: sk-canary-openai-0123456789.' } },
          } as Fault,
        }
      : {}),
  }));
  const ended = await place.baro(local, openaiOf(server));
  ends(1, ended);
  expect(ended.stderr).toMatch(
    /The run waits: openai .+[^.]\. Nobody is here to decide; `baro resume \S+` goes on/,
  );
  expect(ended.stderr).not.toContain('sk-canary');
  expect(JSON.stringify(place.log())).not.toContain('sk-canary');
  refuses = false;
  ends(0, await place.baro(['resume'], openaiOf(server)));
  allIntegrated(place);
});

test('a Critic that gives no verdict lets nothing through, and throws nothing away', async () => {
  const place = world(smallRepository);
  const brain = smallBrain();
  let speaks = false;
  const server = await served((question) =>
    question.labels.phase === 'critic' && !speaks
      ? { text: 'Looks good to me! {"pass": true' }
      : brain(question),
  );
  const ended = await place.baro(local, openaiOf(server));
  ends(1, ended);
  expect(ended.stderr).toMatch(/The Critic gave no verdict on .*; then resume/);
  expect(ended.stderr).toContain('The run waits: the run is paused. Nobody is here to decide');
  expect(eventsOf(place.log(), 'verdict.given')).toEqual([]);
  speaks = true;
  ends(0, await place.baro(['resume'], openaiOf(server)));
  allIntegrated(place);
  expect(eventsOf(place.log(), 'story.scheduled').every(({ attempt }) => attempt === 1)).toBe(true);
});

test('tests outrank the Critic: what is red is not integrated, whatever the verdict would be', async () => {
  const place = world(smallRepository);
  const server = await served(
    smallBrain({
      two: [
        { files: { 'notes/other.txt': 'not the note that was asked for\n' } },
        { files: { 'notes/two.txt': 'two\n' } },
      ],
    }),
  );
  ends(0, await place.baro(local, openaiOf(server)));
  expect(eventsOf(place.log(), 'attempt.verified').filter(({ ok }) => !ok)).toMatchObject([
    { storyId: 'two', attempt: 1 },
  ]);
  expect(eventsOf(place.log(), 'story.integrated').find(({ storyId }) => storyId === 'two')).toMatchObject({
    attempt: 2,
  });
  expect(asked(server, 'critic', 'two')).toBe(1);
});

test('an attempt that changes nothing is a failure, never a success', async () => {
  const place = world(smallRepository);
  const server = await served(smallBrain({ one: [{}, { files: { 'notes/one.txt': 'one\n' } }] }));
  ends(0, await place.baro(local, openaiOf(server)));
  expect(eventsOf(place.log(), 'attempt.failed')).toMatchObject([
    { storyId: 'one', attempt: 1, reason: 'it finished without changing anything' },
  ]);
  allIntegrated(place);
});

test('in a hybrid run every request reaches the server it should, with that server’s key', async () => {
  const place = world(smallRepository);
  const [planning, working, judging] = [
    await served(smallBrain()),
    await served(smallBrain()),
    await served(smallBrain()),
  ];
  const ended = await place.baro(
    [
      ...[
        '--llm',
        'openai',
        '--architect-llm',
        'anthropic',
        '--planner-llm',
        'anthropic',
        '--surgeon-llm',
        'anthropic',
      ],
      ...[
        '--tier-map',
        'light=openai-compatible:cheap-1@deep-seek,standard=openai-compatible:cheap-1@deep-seek,heavy=openai-compatible:cheap-1@deep-seek',
      ],
      ...['--endpoint', `deep-seek=${working.openaiUrl}`, '--yes', '--local-only', 'Write three more notes'],
    ],
    {
      ...{ ANTHROPIC_API_KEY: 'key-of-anthropic', ANTHROPIC_BASE_URL: planning.anthropicUrl },
      ...{ OPENAI_API_KEY: 'key-of-openai', OPENAI_BASE_URL: judging.openaiUrl },
      BARO_KEY_DEEP_SEEK: 'key-of-deep-seek',
    },
  );
  ends(0, ended);
  const seen = (server: typeof planning) => {
    const posted = server.requests.filter(({ method }) => method === 'POST');
    const all = (of: (request: (typeof posted)[number]) => unknown) =>
      [...new Set(posted.map(of))].toSorted();
    return {
      phases: all(({ headers }) => headers['x-baro-phase']),
      paths: all(({ path }) => path.split('?')[0]),
      keys: all(({ headers }) => headers.authorization),
    };
  };
  expect(seen(planning)).toEqual({
    phases: ['architect', 'planner'],
    paths: ['/v1/messages'],
    keys: ['Bearer key-of-anthropic'],
  });
  expect(seen(working)).toEqual({
    phases: ['story'],
    paths: ['/v1/chat/completions'],
    keys: ['Bearer key-of-deep-seek'],
  });
  expect(seen(judging)).toEqual({
    phases: ['critic'],
    paths: ['/v1/responses'],
    keys: ['Bearer key-of-openai'],
  });
  const [commit = ''] = place.git('for-each-ref', '--format=%(objectname)', 'refs/heads/baro').split('\n');
  expect(place.git('log', '-1', '--format=%(trailers:key=Baro-Route,valueonly)', commit)).toBe(
    'openai-compatible:cheap-1@deep-seek',
  );
});
