import { describe, expect, test } from 'vitest';
import { ends } from './rig/baro.ts';
import { eventsOf } from './rig/entries.ts';
import { openaiOf, served, smallBrain } from './rig/small-model.ts';
import { scripted, smallPlan, smallRepository } from './rig/small-run.ts';
import { hasTerminals, onTerminal } from './rig/terminal.ts';
import { world } from './rig/world.ts';

const QUESTION = 'or say what should be different: ';

/** What stands on the screen at the end: of a row that is erased again and again, what was written to it last. */
const rows = (said: string) =>
  said.split('\n').map((row) => row.replace(/\r$/, '').split('\r\x1b[2K').at(-1) ?? '');

describe.runIf(hasTerminals)('at a terminal', () => {
  const started = () => {
    const place = world(smallRepository);
    const args = [...scripted(place.folder), '--local-only', smallPlan.goal];
    return { place, baro: onTerminal(place, args) };
  };

  test('the plan is shown and approved, and the bottom line leaves nothing', async () => {
    const { place, baro } = started();
    await baro.shows(QUESTION);
    baro.type('y\r');
    expect(await baro.status).toBe(0);
    expect(eventsOf(place.log(), 'plan.approved')).toHaveLength(1);
    const last = rows(baro.said()).slice(-2);
    expect(last).toEqual([expect.stringMatching(/^The branch is baro\/[\w-]+$/), '']);
  });

  test('another plan is asked for in words, and then none', async () => {
    const { place, baro } = started();
    await baro.shows(QUESTION);
    baro.type('smaller, please\r');
    await baro.shows(QUESTION);
    baro.type('n\r');
    expect(await baro.status).toBe(1);
    expect(eventsOf(place.log(), 'revision.requested')).toMatchObject([{ text: 'smaller, please' }]);
    expect(eventsOf(place.log(), 'plan.rejected')).toHaveLength(1);
    expect(baro.said().split(QUESTION)).toHaveLength(3);
    expect(baro.said()).toContain('Nothing was begun: the plan was rejected.');
  });

  test('Ctrl-C at a question stops as it does anywhere, and resume asks again', async () => {
    const { place, baro } = started();
    await baro.shows(QUESTION);
    baro.type('\x03');
    expect(await baro.status).toBe(130);
    const resumed = onTerminal(place, ['resume']);
    await resumed.shows(QUESTION);
    resumed.type('\x04');
    expect(await resumed.status).toBe(1);
    const [id = ''] = place.runs();
    expect(resumed.said()).toContain(
      `The run waits: the plan waits for approval. \`baro resume ${id}\` asks at a terminal, and with --yes approves it.`,
    );
    expect(place.leftovers().filter((left) => left.startsWith('process'))).toEqual([]);
  });

  test('a plan that waits is approved by nobody without a word, and by resume --yes', async () => {
    const { place, baro } = started();
    await baro.shows(QUESTION);
    baro.type('\x03');
    expect(await baro.status).toBe(130);
    const before = place.log();
    const [id = ''] = place.runs();
    expect(await place.baro(['resume'])).toMatchObject({
      status: 2,
      stderr: `The plan of run ${id} has to be approved and nobody is here to ask. \`baro resume ${id} --yes\` approves it.\n`,
    });
    expect(place.log()).toEqual(before);
    ends(0, await place.baro(['resume', '--yes']));
    expect(eventsOf(place.log(), 'plan.approved')).toHaveLength(1);
  });

  test('a question that is answered elsewhere is asked no more', async () => {
    const { place, baro } = started();
    await baro.shows(QUESTION);
    const [id = ''] = place.runs();
    expect(await place.baro(['stop', id])).toMatchObject({ status: 0 });
    expect(await baro.status).toBe(1);
    expect(baro.said()).toContain(`Stopped; \`baro resume ${id}\` goes on from here`);
  });

  test('a change that waits is accepted only by a word, a limit only raised above what is used', async () => {
    const place = world(smallRepository);
    const files = { 'notes/one.txt': 'one\n', '.vscode/settings.json': '{}\n' };
    const server = await served(smallBrain({ one: { files } }));
    const { env } = place;
    const baro = onTerminal({ ...place, env: { ...env, ...openaiOf(server) } }, [
      ...['--llm', 'openai', '--local-only', '--yes', '--budget', '0.000001', smallPlan.goal],
    ]);
    const budget = 'budget to how many dollars? (Enter leaves it) ';
    await baro.shows(budget);
    baro.type('plenty\r');
    await baro.shows('say a number above that.');
    await baro.shows(budget);
    baro.type('$50\r');
    const accept = 'Accept it? [y]es, [n]o, or say what is wrong with it: ';
    await baro.shows('It adds .vscode/settings.json');
    await baro.shows(accept);
    baro.type('\r');
    await baro.shows(accept);
    baro.type('y\r');
    expect(await baro.status).toBe(0);
    expect(eventsOf(place.log(), 'budget.raised')).toMatchObject([{ usd: 50 }]);
    expect(eventsOf(place.log(), 'attempt.accepted')).toMatchObject([{ storyId: 'one' }]);
    expect(eventsOf(place.log(), 'attempt.rejected')).toEqual([]);
  });

  test('an empty folder is offered to be started as a repository', async () => {
    const place = world();
    const args = [...scripted(place.folder), '--local-only', smallPlan.goal];
    const declined = onTerminal(place, args);
    await declined.shows('This folder is empty. Start a repository in it? [Y/n] ');
    declined.type('n\r');
    expect(await declined.status).toBe(2);
    const accepted = onTerminal(place, args);
    await accepted.shows('Start a repository in it? [Y/n] ');
    accepted.type('\r');
    await accepted.shows(QUESTION);
    accepted.type('\x03');
    expect(await accepted.status).toBe(130);
    expect(place.git('log', '--format=%s')).toBe('Start');
  });
});
