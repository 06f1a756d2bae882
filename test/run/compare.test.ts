import { expect, test } from 'vitest';
import { viewOf } from '../../src/model/folding.ts';
import { measure } from '../../src/model/measure.ts';
import { compareRuns } from '../../src/run/compare.ts';
import { compareMarkdown } from '../../src/run/compare-markdown.ts';
import { siteOf } from '../../src/run/site.ts';
import { temporaryRepository } from '../adapters/git/temporary.ts';
import {
  briefOf,
  failed,
  landed,
  logOf,
  type Moment,
  optionsWith,
  over,
  plannedAt,
  requested,
  used,
} from '../support/made-up-log.ts';
import { storeRun } from '../support/stored-run.ts';

const flash = { backend: 'openai-compatible', model: 'deepseek-flash', endpoint: 'deepseek' } as const;
const briefs = [briefOf('a'), briefOf('b'), briefOf('c', { dependsOn: ['a', 'b'] })];

const dear: readonly Moment[] = [
  [0, requested('dear')],
  ...plannedAt(60, 60, briefs),
  ...landed('a', { from: 60, to: 130 }),
  ...landed('b', { from: 60, to: 150 }),
  ...landed('c', { from: 150, to: 200 }),
  used(100, { storyId: 'a', usd: 0.4 }),
  ...over(241),
];
const cheap: readonly Moment[] = [
  [0, requested('cheap', optionsWith(flash))],
  ...plannedAt(60, 60, briefs),
  ...landed('a', { from: 60, to: 90, route: flash }),
  ...failed('b', { from: 60, to: 80, route: flash }),
  ...landed('b', { from: 80, to: 100, attempt: 2, route: flash }),
  ...landed('c', { from: 100, to: 121, route: flash }),
  used(70, { storyId: 'a', usd: 0.04, route: flash }),
  ...over(136),
];
const measured = (moments: readonly Moment[]) => {
  const entries = logOf(...moments);
  return measure(viewOf(entries), entries);
};

test('two runs stand side by side, the better value of each line bold', () => {
  const [, , table] = compareMarkdown([measured(dear), measured(cheap)], []).split('\n\n');
  expect(table).toMatchInlineSnapshot(`
    "|                                 | A: openai:gpt-6.1-terra | B: openai-compatible:deepseek-flash@deepseek |
    | ------------------------------- | ----------------------: | -------------------------------------------: |
    | State                           |                    done |                                         done |
    | Stories integrated              |                  3 of 3 |                                       3 of 3 |
    | Requirements met                |                       – |                                            – |
    | Tests before → after            |                  – → 40 |                                       – → 40 |
    | Attempts (retries)              |               **3 (0)** |                                        4 (1) |
    | Wall time                       |                    4:01 |                                     **2:16** |
    | – planning                      |                    1:00 |                                         1:00 |
    | – execution                     |                    3:01 |                                     **1:16** |
    | One after the other             |                    3:30 |                                     **1:31** |
    | Speedup by working at once      |               **1.50×** |                                        1.49× |
    | Longest chain                   |         2 stories, 2:20 |                          **2 stories, 1:01** |
    | Requests                        |                       1 |                                            1 |
    | Requests per story              |                     0.3 |                                          0.3 |
    | Time to first token (median)    |                  0.50 s |                                       0.50 s |
    | Ready to first request (median) |                  37.0 s |                                   **7.00 s** |
    | Tokens read fresh               |                   1,000 |                                        1,000 |
    | – written to a cache            |                       0 |                                            0 |
    | – read from a cache             |                   3,000 |                                        3,000 |
    | – share from a cache            |                    75 % |                                         75 % |
    | Tokens written                  |                     200 |                                          200 |
    | – of them reasoning             |                      50 |                                           50 |
    | Billed                          |                   $0.40 |                                   **$0.040** |"
  `);
});

test('who did not finish is neither faster nor cheaper', () => {
  const stopped = cheap.slice(0, -2);
  const markdown = compareMarkdown(
    [measured(dear), measured([...stopped, [122, { type: 'run.stopped' }]])],
    [],
  );
  expect(markdown).toContain('Not whole: B (stopped)');
  expect(markdown).not.toMatch(/Wall time.*\*\*/);
  expect(markdown).not.toMatch(/Billed.*\*\*/);
});

test('what is of unknown cost is not cheap', () => {
  const unknown = [...cheap, used(75, { storyId: 'a', usd: null, route: flash, requests: 4 })];
  const markdown = compareMarkdown([measured(dear), measured(unknown)], []);
  expect(markdown).toMatch(/Billed +\| +\$0\.40 \| +\$0\.040 \|/);
  expect(markdown).toMatch(/Requests of unknown cost +\| +0 \| +4 \|/);
});

test('single runs are called single, and repetitions repetitions', () => {
  expect(compareMarkdown([measured(dear), measured(cheap)], [])).toContain('n = 1');
  expect(compareMarkdown([measured(dear), measured(dear)], [])).toContain('repetitions');
});

test('a title with markup breaks no table', () => {
  const odd = measured([[0, requested()], ...plannedAt(0, 0, [briefOf('a')])]);
  const run = {
    ...odd,
    goal: '# A | b\n`c` <img>',
    eachStory: odd.eachStory.map((one) => ({ ...one, id: 'a|b' })),
  };
  const markdown = compareMarkdown([run, run], []);
  expect(markdown).toContain('“A | b”');
  expect(markdown).toContain('| a\\|b');
});

test('a model whose name is markup is a name', () => {
  const evil = { backend: 'openai', model: '![x](https://evil.test/pixel)`<img>' } as const;
  const run = measured([
    [0, requested('evil', optionsWith(evil))],
    ...plannedAt(0, 0, [briefOf('a')]),
    ...landed('a', { from: 0, to: 10, route: evil }),
    used(5, { storyId: 'a', usd: 0.1, route: evil }),
  ]);
  const markdown = compareMarkdown([run, run], []);
  expect(markdown).toContain("`openai:![x](https://evil.test/pixel)'<img>`");
  expect(markdown.replace(/`[^`]*`/g, '')).not.toMatch(/(?<!\\)\[|<img/);
});

test('the branches are compared file by file, and programs read the same as people', async () => {
  const at = temporaryRepository({ 'same.txt': '1\n', 'a.txt': 'one\n' });
  at.git('checkout', '-q', '-b', 'baro/add-reservations-x');
  at.write('a.txt', 'one\ntwo\n');
  const left = at.save('left');
  at.write('a.txt', 'one\n');
  at.write('b.txt', 'b\n');
  const right = at.save('right');
  const tipped = (moments: readonly Moment[], commit: string): readonly Moment[] =>
    moments.map(([when, event]) =>
      event.type === 'run.verified' ? [when, { ...event, commit }] : [when, event],
    );
  storeRun(at.commonDir, 'dear', tipped(dear, left));
  storeRun(at.commonDir, 'cheap', tipped(cheap, right));
  const site = await siteOf(at.checkout, at.env);
  if ('problem' in site) throw new Error(site.problem);

  const compared = await compareRuns(site, ['dear', 'cheap']);
  if ('problem' in compared) throw new Error(compared.problem);
  expect(compared.markdown).toContain('**A → B** 2 files differ (+1 −1)\n\n- a.txt (+0 −1)\n- b.txt (+1 −0)');
  expect(compared.json).toMatchObject({
    runs: [{ id: 'dear', use: { cost: { billedUsd: 0.4 } } }, { id: 'cheap' }],
    branches: [{ from: 'dear', to: 'cheap', files: [{ path: 'a.txt' }, { path: 'b.txt' }] }],
  });
  expect(JSON.parse(JSON.stringify(compared.json))).toEqual(compared.json);

  expect(await compareRuns(site, ['dear', 'gone'])).toHaveProperty('problem');
});
