import { expect, test } from 'vitest';
import { scoreboard } from '../../src/run/scoreboard.ts';
import { siteOf } from '../../src/run/site.ts';
import { temporaryRepository } from '../adapters/git/temporary.ts';
import { briefOf, failed, landed, over, plannedAt, requested, used } from '../support/made-up-log.ts';
import { storeRun } from '../support/stored-run.ts';

test('all runs of a repository together say how each route has done, and which to use', async () => {
  const at = temporaryRepository();
  const site = await siteOf(at.checkout, at.env);
  if ('problem' in site) throw new Error(site.problem);
  expect((await scoreboard(site)).markdown).toContain('No attempt has ended');

  for (const id of ['r1', 'r2', 'r3'])
    storeRun(at.commonDir, id, [
      [0, requested(id)],
      ...plannedAt(0, 0, [briefOf('a')]),
      ...(id === 'r1' ? failed('a', { from: 0, to: 10 }) : []),
      ...landed('a', { from: 10, to: 70, attempt: id === 'r1' ? 2 : 1 }),
      ...(id === 'r1' ? [used(5, { storyId: 'a', usd: 0.02 })] : []),
      used(40, { storyId: 'a', attempt: id === 'r1' ? 2 : 1, usd: 0.03 }),
      ...over(80),
    ]);
  const { markdown, json } = await scoreboard(site);
  expect(markdown).toMatchInlineSnapshot(`
    "# Scoreboard

    | Route                  |     Tier | Runs | Attempts |   Passed | Retries |  p50 |  p90 | Cost p50 |  Cost |
    | ---------------------- | -------: | ---: | -------: | -------: | ------: | ---: | ---: | -------: | ----: |
    | \`openai:gpt-6.1-terra\` | standard |    3 |        4 | 3 (75 %) |       1 | 1:00 | 1:00 |   $0.030 | $0.11 |

    - Attempts that a provider or a crash ended, or another overtook, are left out. Cost is at list price, whoever pays; – is unknown, never zero.

    ## The routing that this proposes

    | Tier     | Route                  | Why                                                                      |
    | -------- | ---------------------- | ------------------------------------------------------------------------ |
    | light    | –                      | no attempt by a model yet                                                |
    | standard | \`openai:gpt-6.1-terra\` | 3 of 4 attempts passed; no other route was tried often enough to compare |
    | heavy    | –                      | no attempt by a model yet                                                |

        --tier-map standard=openai:gpt-6.1-terra"
  `);
  expect(json).toMatchObject({
    scores: [{ route: 'openai:gpt-6.1-terra', attempts: 4, passRate: 0.75 }],
    routing: [{ tier: 'light', route: undefined }, { tier: 'standard', route: 'openai:gpt-6.1-terra' }, {}],
  });
});
