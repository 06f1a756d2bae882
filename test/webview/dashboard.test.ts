import type { Page } from 'playwright-core';
import { describe, expect, test, vi } from 'vitest';
import { planEvents } from '../../src/model/answer-intent.ts';
import { viewOf } from '../../src/model/folding.ts';
import type { WebviewMessage } from '../../src/model/protocol.ts';
import { plan } from '../support/scenario.ts';
import { inBrowser } from './harness/browser.ts';
import { awaiting, manyStories } from './harness/scenarios.ts';

const { show } = inBrowser();

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });
const intents = (said: readonly WebviewMessage[]) =>
  said.flatMap((message) => (message.type === 'intent' ? [message.intent] : []));
const run = 'r20261120-7f3a';

describe('the graph', () => {
  test('shows every story as a button that is named by its title and its state', async () => {
    await using shown = await show({ scenario: 'troubled' });
    const graph = shown.page.getByRole('region', { name: 'Story graph' });
    const names = await graph
      .locator('[data-story]')
      .evaluateAll((cards) => cards.map((card) => card.ariaLabel));
    expect(names.toSorted()).toEqual([
      'Controller, blocked',
      'DTOs, integrated',
      'Entity, integrated',
      'Guards and roles, needs you',
      'Migration, integrated',
      'Module wiring, judging',
      'Reservations service, failed',
      'Response mapper, integrated',
      'Service unit spec, blocked',
      'Status enum, integrated',
    ]);
  });

  test('follows the run, and keeps every story where it is', async () => {
    await using shown = await show();
    const card = shown.page.locator('[data-story="guards"]');
    const before = await card.boundingBox();
    await shown.page.evaluate(() =>
      fakeHost.append(
        {
          type: 'verdict.given',
          storyId: 'guards',
          attempt: 1,
          commit:
            fakeHost.entries.flatMap(({ event }) =>
              event.type === 'attempt.committed' && event.storyId === 'guards' ? [event.commit] : [],
            )[0] ?? '',
          pass: true,
          criteria: [],
          summary: '',
          judge: 'rule',
        },
        { type: 'story.integrated', storyId: 'guards', attempt: 1, commit: 'c'.repeat(40) },
      ),
    );
    await button(shown.page, 'Guards and roles, integrated').waitFor();
    expect(await card.boundingBox()).toEqual(before);
    await expect
      .poll(() => shown.page.getByRole('status').allInnerTexts())
      .toContain('Guards and roles: integrated');
  });

  test('draws a collision for as long as it lasts', async () => {
    await using shown = await show();
    const label = shown.page.getByText('both edit app.module.ts');
    await label.waitFor();
    await shown.page.evaluate(() => fakeHost.append({ type: 'collision.cleared', id: 'c1' }));
    await label.waitFor({ state: 'detached' });
  });

  test('is walked along its edges by keyboard, opened by Enter and steered from the menu key', async () => {
    await using shown = await show();
    const { page } = shown;
    await page.locator('[data-story="status-enum"]').focus();
    const focused = () => page.evaluate(() => (document.activeElement as HTMLElement).dataset['story']);
    await page.keyboard.press('ArrowRight');
    expect(['entity', 'dtos']).toContain(await focused());
    await page.locator('[data-story="entity"]').focus();
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toBe('dtos');
    await page.keyboard.press('ArrowLeft');
    expect(await focused()).toBe('status-enum');
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menu', { name: 'Status enum' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await focused()).toBe('status-enum');
    await page.keyboard.press('Enter');
    await page
      .getByRole('complementary', { name: 'Story' })
      .getByRole('heading', { name: 'Status enum' })
      .waitFor();
    await page.keyboard.press('Escape');
    expect(await focused()).toBe('status-enum');
    expect(await page.getByRole('complementary', { name: 'Story' }).count()).toBe(0);
  });

  test('is dragged from where it is, and stays there when its pane changes', async () => {
    await using shown = await show();
    const { page } = shown;
    const card = page.locator('[data-story="entity"]');
    const before = await card.boundingBox();
    await page.mouse.move(60, 560);
    await page.mouse.down();
    await page.mouse.move(100, 540, { steps: 5 });
    await page.mouse.up();
    const after = await card.boundingBox();
    expect(Math.abs((after?.x ?? 0) - (before?.x ?? 0) - 40)).toBeLessThan(3);
    expect(Math.abs((after?.y ?? 0) - (before?.y ?? 0) + 20)).toBeLessThan(3);
    expect(after?.width).toBe(before?.width);
    await page.getByRole('button', { name: 'Timeline' }).click();
    await expect.poll(() => card.boundingBox()).toEqual(after);
    await page.getByRole('button', { name: 'Show the whole graph' }).click();
    await expect.poll(() => card.boundingBox()).not.toEqual(after);
  });

  test('shows a title that looks like markup as the text it is', async () => {
    await using shown = await show({ scenario: 'planning' });
    await shown.page.evaluate(() =>
      fakeHost.append(
        {
          type: 'story.planned',
          version: 1,
          story: {
            id: 'x',
            title: '<img src=x onerror=alert(1)>',
            description: '',
            dependsOn: [],
            touches: [],
            acceptance: ['a'],
            verify: [],
            tier: 'light',
          },
        },
        {
          type: 'plan.proposed',
          version: 1,
          count: 1,
          summary: '',
          decisions: [],
          assumptions: [],
          questions: [],
        },
      ),
    );
    await button(shown.page, '<img src=x onerror=alert(1)>, waiting').waitFor();
    expect(await shown.page.locator('img').count()).toBe(0);
  });
});

describe('the plan', () => {
  test('is approved in the version that is on the screen', async () => {
    await using shown = await show({ scenario: 'awaiting' });
    await button(shown.page, 'Approve plan').click();
    await shown.page.getByText('Running', { exact: true }).waitFor();
    expect(intents(await shown.said())).toEqual([{ type: 'approve', version: 2 }]);
  });

  test('marks what is new and changed, and says which requirement nobody covers', async () => {
    await using shown = await show({ scenario: 'awaiting' });
    const { page } = shown;
    await page.locator('#line-controller').getByText('new').waitFor();
    await page.locator('#line-mapper').getByText('changed').waitFor();
    await page.getByText('No story covers this.').waitFor();
  });

  test.each([1100, 900])('says what is new and changed from afar, too: %i pixels', async (width) => {
    await using shown = await show({ scenario: 'awaiting', width });
    const { page } = shown;
    const described = (id: string) =>
      page
        .locator(`[data-story="${id}"]`)
        .evaluate((card) => card.ariaDescribedByElements?.map(({ textContent }) => textContent));
    await page.locator('#line-controller').getByText('new').waitFor();
    expect(await described('controller')).toEqual(['new']);
    expect(await described('mapper')).toEqual(['changed']);
    const plan = page.getByRole('complementary', { name: 'Plan' });
    await plan.getByRole('heading', { name: 'Changed' }).waitFor();
    await plan.getByRole('button', { name: 'Response mapper' }).click();
    await page.getByLabel('Title').waitFor();
  });

  test('goes back to the planner with a sentence', async () => {
    await using shown = await show({ scenario: 'awaiting' });
    await shown.page.getByPlaceholder('Ask the planner').fill('Leave the mapper out.');
    await button(shown.page, 'Ask for a new version').click();
    await shown.page.getByText('Revising', { exact: true }).waitFor();
    expect(intents(await shown.said())).toEqual([
      { type: 'revise', version: 2, text: 'Leave the mapper out.' },
    ]);
  });

  test('is approved with the changes that were made to it', async () => {
    await using shown = await show({ scenario: 'awaiting' });
    const { page } = shown;
    await button(page, 'Module wiring, waiting').click();
    await page.getByLabel('Title').fill('Wire the module');
    await page.getByRole('combobox', { name: 'Tier' }).selectOption('heavy');
    await button(page, 'Wire the module, waiting').waitFor();
    await button(page, 'Approve plan').click();
    await page.getByText('Running', { exact: true }).waitFor();
    const [edit, approve] = intents(await shown.said());
    expect(edit).toMatchObject({ type: 'edit', version: 2 });
    expect(JSON.stringify(edit)).toContain('Wire the module');
    expect(approve).toEqual({ type: 'approve', version: 3 });
  });

  test('keeps changes that the host refused, and approves no other plan instead', async () => {
    await using shown = await show({ scenario: 'awaiting' });
    const { page } = shown;
    await button(page, 'Module wiring, waiting').click();
    await page.getByLabel('Title').fill('Wire the module');
    // the planner's next version is on its way as the person approves
    await page.evaluate(() => void Object.assign(globalThis, { tell: fakeHost.replanned('!') }));
    await button(page, 'Approve plan').click();
    await page.getByRole('alert').getByText('The plan has changed').waitFor();
    expect(await button(page, 'Approve plan').isEnabled()).toBe(true);
    await button(page, 'Wire the module, waiting').waitFor();
    await page.evaluate(() => (globalThis as unknown as { tell(): void }).tell());
    await page.getByRole('alert').getByText('your changes are kept on top of it').waitFor();
    await button(page, 'Entity!, waiting').waitFor();
    await button(page, 'Wire the module, waiting').waitFor();
    expect(intents(await shown.said()).map(({ type }) => type)).toEqual(['edit']);
  });

  test('keeps what was changed in it while the dashboard is hidden, also where it has a new version by then', async () => {
    const changed = async (version: number) => {
      await using shown = await show({ scenario: 'awaiting' });
      const plan = await shown.page.evaluate((wanted) => {
        const { run, phase } = fakeHost.view();
        const stories = fakeHost.entries.flatMap(({ event }) =>
          event.type === 'story.planned' && event.version === wanted
            ? [{ ...event.story, title: `${event.story.title}!` }]
            : [],
        );
        return { runId: run?.id, plan: { ...phase.proposed, goal: run?.goal, stories } };
      }, version);
      return JSON.stringify({ draft: { ...plan, version } });
    };
    await using now = await show({ scenario: 'awaiting', more: { state: await changed(2) } });
    await button(now.page, 'Controller!, waiting').waitFor();
    await using before = await show({ scenario: 'awaiting', more: { state: await changed(1) } });
    await button(before.page, 'Module wiring!, waiting').waitFor();
    await button(before.page, 'Controller, waiting').waitFor();
    await before.page.getByRole('alert').getByText('your changes are kept on top of it').waitFor();
  });

  test('is nothing to another run that is shown instead', async () => {
    await using shown = await show({ scenario: 'awaiting' });
    const { page } = shown;
    await button(page, 'Module wiring, waiting').click();
    await page.getByLabel('Title').fill('Wire the module');
    await button(page, 'Wire the module, waiting').waitFor();
    await page.evaluate(() => {
      const view = fakeHost.view();
      const other = { ...view, run: view.run && { ...view.run, id: 'another' } };
      const json = JSON.stringify({ view: other, live: true });
      fakeHost.post({ type: 'snapshot', snapshot: 99, part: 0, parts: 1, json });
    });
    await button(page, 'Module wiring, waiting').waitFor();
    await button(page, 'Approve plan').click();
    await vi.waitFor(async () =>
      expect(intents(await shown.said())).toEqual([{ type: 'approve', version: 2 }]),
    );
    expect((await shown.said()).at(-1)).toMatchObject({ runId: 'another' });
  });

  test('may say the same thing twice', async () => {
    const { proposed } = viewOf(awaiting(0)).phase;
    const twice = (texts: readonly string[] = []) => [...texts, ...texts];
    const stories = proposed?.stories.map((story) => ({ ...story, touches: twice(story.touches) })) ?? [];
    const assumptions = twice(proposed?.assumptions);
    await using shown = await show({ scenario: 'awaiting' });
    const { page } = shown;
    await page.evaluate(
      (events) => fakeHost.append(...events),
      [...planEvents(plan(stories, { assumptions }), 3)],
    );
    await expect.poll(() => page.getByText('Tables already know their capacity.').count()).toBe(2);
    await button(page, 'Approve plan').click();
    await button(page, 'Module wiring, waiting').click();
    await expect.poll(() => page.getByText('src/reservations/wiring/**').count()).toBe(2);
  });

  test('gets a budget where it is approved', async () => {
    await using shown = await show({ scenario: 'awaiting' });
    const { page } = shown;
    const shows = (budgetUsd: number | undefined) =>
      page.evaluate((usd) => {
        const view = fakeHost.view();
        const estimate = { minutes: { low: 1, high: 2 }, usd: { low: 1, high: 3 }, basis: 'tiers' };
        const json = JSON.stringify({
          view: { ...view, brakes: { ...view.brakes, budgetUsd: usd } },
          live: true,
          estimate,
        });
        fakeHost.post({ type: 'snapshot', snapshot: 99, part: 0, parts: 1, json });
      }, budgetUsd);
    await shows(undefined);
    await button(page, 'no limit set').click();
    const dialog = page.getByRole('dialog', { name: 'Set a budget' });
    await dialog.getByLabel('Limit in dollars').fill('5');
    await button(page, 'Set budget').click();
    await button(page, '$5.00').waitFor();
    expect(intents(await shown.said())).toEqual([{ type: 'raise-budget', usd: 5 }]);
    expect(await page.getByText('It may cost more than the budget').count()).toBe(0);
    await shows(2);
    await page.getByText('It is thought to cost up to $3.00; the budget is $2.00.').waitFor();
  });

  test('takes no limit that is used up already', async () => {
    await using shown = await show({ scenario: 'awaiting' });
    const { page } = shown;
    await page.evaluate(() => {
      const view = fakeHost.view();
      const brakes = { ...view.brakes, budgetUsd: 3, budget: { kind: 'usd', spent: 3.6, limit: 3 } };
      const json = JSON.stringify({ view: { ...view, brakes }, live: true });
      fakeHost.post({ type: 'snapshot', snapshot: 99, part: 0, parts: 1, json });
    });
    await button(page, 'Raise budget…').click();
    const dialog = page.getByRole('dialog', { name: 'Raise the budget' });
    await dialog.getByText('$3.60 of $3.00 is spent').waitFor();
    await dialog.getByLabel('Limit in dollars').fill('3.1');
    await dialog.getByText('So far $3.60 is spent; say a number above that.').waitFor();
    expect(await button(page, 'Raise budget').isDisabled()).toBe(true);
    await dialog.getByLabel('Limit in dollars').fill('4');
    await button(page, 'Raise budget').click();
    expect(intents(await shown.said())).toEqual([{ type: 'raise-budget', usd: 4 }]);
  });

  test('lets a story keep going until its commands are green', async () => {
    await using shown = await show({ scenario: 'awaiting' });
    const { page } = shown;
    await button(page, 'Module wiring, waiting').click();
    await page.getByLabel('Keep going until its commands are green').check();
    await button(page, 'Approve plan').click();
    await page.getByText('Running', { exact: true }).waitFor();
    const [edit] = intents(await shown.said());
    expect(JSON.stringify(edit)).toContain('"persist":{}');
  });

  test('refuses an edge that would close a cycle, and names the cycle', async () => {
    await using shown = await show({ scenario: 'awaiting' });
    const { page } = shown;
    await button(page, 'Status enum, waiting').click();
    await page.getByLabel('Build on another story').selectOption('controller');
    await page.getByRole('alert').getByText('would close a cycle').waitFor();
    expect(await page.locator('path.cycle').count()).toBeGreaterThan(0);
    expect(intents(await shown.said())).toEqual([]);
  });

  test('shows the cycle of the edge that was refused last for as long as that of any other', async () => {
    await using shown = await show({ scenario: 'awaiting' });
    const { page } = shown;
    await page.clock.install();
    await button(page, 'Status enum, waiting').click();
    const refuse = async (story: string) => {
      await page.getByLabel('Build on another story').selectOption(story);
      await page.clock.runFor(4000);
      return page.locator('path.cycle').count();
    };
    expect(await refuse('controller')).toBeGreaterThan(0);
    expect(await refuse('service')).toBeGreaterThan(0);
    await page.clock.runFor(4000);
    expect(await page.locator('path.cycle').count()).toBe(0);
  });

  test('lets edges be drawn with the mouse and cut again', async () => {
    await using shown = await show({ scenario: 'awaiting' });
    const { page } = shown;
    const from = await page.locator('[data-id="wiring"] .source').boundingBox();
    const to = await page.locator('[data-id="service-spec"] .target').boundingBox();
    if (!from || !to) throw new Error('there are no handles');
    await page.mouse.move(from.x + 5, from.y + 5);
    await page.mouse.down();
    await page.mouse.move(to.x - 40, to.y, { steps: 4 });
    await page.mouse.move(to.x + 5, to.y + 5, { steps: 4 });
    await page.mouse.up();
    const cut = button(page, 'Cut the edge from Module wiring to Service unit spec');
    await cut.waitFor();
    await cut.press('Delete');
    await cut.waitFor({ state: 'detached' });
  });

  test('is taken back change by change, also with the keyboard', async () => {
    await using shown = await show({ scenario: 'awaiting' });
    const { page } = shown;
    const cut = button(page, 'Cut the edge from Entity to Module wiring');
    await cut.press('Delete');
    await cut.waitFor({ state: 'detached' });
    await button(page, 'Module wiring, waiting').click();
    await page.getByLabel('Title').press('End');
    await page.getByLabel('Title').pressSequentially(' now');
    await button(page, 'Module wiring now, waiting').waitFor();
    await button(page, 'Split in two').click();
    await button(page, 'Module wiring now, second part, waiting').waitFor();
    await button(page, 'Undo').click();
    await button(page, 'Module wiring now, second part, waiting').waitFor({ state: 'detached' });
    await button(page, 'Undo').click();
    await button(page, 'Module wiring, waiting').waitFor();
    expect(await cut.count()).toBe(0);
    await button(page, 'Module wiring, waiting').press('Control+z');
    await cut.waitFor({ state: 'attached' });
    expect(await button(page, 'Undo').count()).toBe(0);
    expect(intents(await shown.said())).toEqual([]);
  });

  test('leaves the keys of a text field to the field', async () => {
    await using shown = await show({ scenario: 'awaiting' });
    const { page } = shown;
    await button(page, 'Guards and roles, waiting').click();
    await page.getByRole('combobox', { name: 'Tier' }).selectOption('heavy');
    await page.getByLabel('Title').press('Control+z');
    expect(await page.getByRole('combobox', { name: 'Tier' }).inputValue()).toBe('heavy');
    await button(page, 'Undo').click();
    expect(await page.getByRole('combobox', { name: 'Tier' }).inputValue()).toBe('standard');
  });

  test('has no stop for Tab at its edges, which the form can cut as well', async () => {
    await using shown = await show({ scenario: 'awaiting' });
    const { page } = shown;
    const edges = page.getByRole('button', { name: /^Cut the edge from/ });
    await edges.first().waitFor({ state: 'attached' });
    expect(await edges.evaluateAll((all) => all.filter((one) => (one as SVGElement).tabIndex >= 0))).toEqual(
      [],
    );
    await button(page, 'Module wiring, waiting').click();
    await button(page, 'Do not build on Entity').press('Enter');
    await button(page, 'Cut the edge from Entity to Module wiring').waitFor({ state: 'detached' });
  });

  test('keeps what is integrated as it is while the run goes on', async () => {
    await using shown = await show();
    const { page } = shown;
    await button(page, 'More actions').click();
    await page.getByRole('menuitem', { name: 'Show the plan' }).click();
    await button(page, 'Edit plan').click();
    await page.locator('[data-story="entity"]').click({ button: 'right' });
    expect(await page.getByRole('menuitem', { name: 'Remove' }).isDisabled()).toBe(true);
    expect(await page.getByRole('menuitem', { name: 'Split in two' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await button(page, 'Cut the edge from Entity to Reservations service').waitFor({ state: 'attached' });
    expect(await button(page, 'Cut the edge from Status enum to Entity').count()).toBe(0);
  });

  test('does not go out while it is broken', async () => {
    await using shown = await show({ scenario: 'awaiting' });
    const { page } = shown;
    await button(page, 'Entity, waiting').click();
    await page.getByLabel('Criteria').fill('');
    await page.getByLabel('Title').focus();
    await page.getByText('Criteria must hold at least one criterion').waitFor();
    expect(await button(page, 'Approve plan').isDisabled()).toBe(true);
    expect(await button(page, 'Approve plan').getAttribute('title')).toBe('Mend the problem first');
    await button(page, 'Back to the plan').click();
    expect(await page.getByText('under a minute').count()).toBe(0);
    await page
      .getByRole('complementary', { name: 'Plan' })
      .getByRole('button', { name: 'Entity' })
      .first()
      .click();
    await page.getByLabel('Criteria').waitFor();
  });

  test('gains a part when a story is split, and what followed follows the second', async () => {
    await using shown = await show({ scenario: 'awaiting' });
    const { page } = shown;
    await button(page, 'Guards and roles, waiting').click();
    await button(page, 'Split in two').click();
    await button(page, 'Guards and roles, second part, waiting').waitFor();
    await button(page, 'Cut the edge from Guards and roles, second part to Controller').waitFor({
      state: 'attached',
    });
  });
});

describe('steering', () => {
  test('pauses, resumes and stops', async () => {
    await using shown = await show();
    await button(shown.page, 'Pause').click();
    await button(shown.page, 'Resume').click();
    await button(shown.page, 'Stop').click();
    await button(shown.page, 'Resume').waitFor();
    expect(intents(await shown.said()).map(({ type }) => type)).toEqual(['pause', 'resume', 'stop']);
  });

  test('says how long is left while the run goes on', async () => {
    await using shown = await show();
    const { page } = shown;
    const metrics = page.locator('header .metrics');
    await metrics.getByText(/^elapsed · .* left$/).waitFor();
    await button(page, 'Pause').click();
    await metrics.getByText('elapsed', { exact: true }).waitFor();
  });

  test('stands still while the run is stopped', async () => {
    await using shown = await show();
    const { page } = shown;
    await button(page, 'Stop').click();
    await button(page, 'Resume').waitFor();
    const clocks = () => page.locator('header .metrics, .card time').allInnerTexts();
    const before = await clocks();
    await page.waitForTimeout(2200);
    expect(await clocks()).toEqual(before);
  });

  test('reruns a failed story on the route that was picked, with a note', async () => {
    await using shown = await show({ scenario: 'troubled' });
    const { page } = shown;
    await button(page, 'Reservations service, failed').click();
    await button(page, 'Rerun on…').click();
    await page.getByLabel('claude · sonnet 5.5').check();
    await page.getByLabel('Anything to add?').fill('Look at the tables module first.');
    await button(page, 'Rerun').click();
    await expect
      .poll(async () => intents(await shown.said()))
      .toEqual([
        {
          type: 'rerun',
          storyId: 'service',
          route: { backend: 'claude', model: 'claude-sonnet-5-5' },
          note: 'Look at the tables module first.',
        },
      ]);
  });

  test('reruns a story so that it keeps going, within what it may take', async () => {
    await using shown = await show({ scenario: 'troubled' });
    const { page } = shown;
    await button(page, 'Reservations service, failed').click();
    await button(page, 'Rerun on…').click();
    await page.getByLabel('Keep going until its commands are green').check();
    await page.getByLabel('At most $').fill('2');
    await page.getByLabel('minutes').focus();
    await button(page, 'Rerun').click();
    await expect
      .poll(async () => intents(await shown.said()))
      .toEqual([{ type: 'rerun', storyId: 'service', persist: { usd: 2 } }]);
  });

  test('races a story on several routes', async () => {
    await using shown = await show({ scenario: 'troubled' });
    const { page } = shown;
    await button(page, 'Reservations service, failed').click();
    await button(page, 'Rerun on…').click();
    await page.getByLabel('deepseek-v4-flash').check();
    await page.getByLabel('Another').fill('codex:gpt-5.5#high');
    await button(page, 'Race 2 routes').click();
    await expect.poll(async () => intents(await shown.said()).map(({ type }) => type)).toEqual(['race']);
  });

  test('asks a provider that waits for a person again', async () => {
    await using shown = await show({ scenario: 'troubled' });
    await button(shown.page, 'Resume').click();
    await expect.poll(async () => intents(await shown.said())).toEqual([{ type: 'resume' }]);
  });

  test('shows the winner of a race that it has lost, and nothing turns in it', async () => {
    await using shown = await show();
    const { page } = shown;
    expect(await page.locator('.spin').count()).toBeGreaterThan(0);
    await page.evaluate(() =>
      fakeHost.append({ type: 'run.stopped', reason: 'lost the race', lostTo: 'winner' }),
    );
    await button(page, 'Show the winner').click();
    await expect.poll(() => shown.said()).toContainEqual({ type: 'open-run', runId: 'winner' });
    expect(await page.locator('.spin').count()).toBe(0);
  });

  test('accepts and rejects what needs a person', async () => {
    await using shown = await show({ scenario: 'troubled' });
    const { page } = shown;
    await button(page, 'Reject…').click();
    await page.getByLabel('What should the next attempt do').fill('Leave the workflow alone.');
    await button(page, 'Reject').click();
    await expect
      .poll(async () => intents(await shown.said()))
      .toEqual([{ type: 'refuse', storyId: 'guards', attempt: 1, feedback: 'Leave the workflow alone.' }]);
  });

  test('says what was refused', async () => {
    await using shown = await show();
    await shown.page.evaluate(() =>
      fakeHost.post({ type: 'refused', intent: 'approve', reason: 'The plan has changed.' }),
    );
    await shown.page.getByRole('alert').getByText('The plan has changed.').waitFor();
  });

  test('says what was refused beside faults that were reported twice', async () => {
    await using shown = await show();
    await shown.page.evaluate(() => {
      const broke = { type: 'participant.failed', participant: 'sentry', reason: 'it threw' } as const;
      const opened = { type: 'breaker.opened', provider: 'x', reason: 'it is down' } as const;
      fakeHost.append(broke, broke, opened, {
        type: 'run.paused',
        obstacle: 'x is not asked until you resume: it is down',
      });
      fakeHost.post({ type: 'refused', intent: 'approve', reason: 'The plan has changed.' });
    });
    const alert = shown.page.getByRole('alert');
    for (const text of ['The plan has changed.', 'it threw', 'it is down'])
      await alert.getByText(text).first().waitFor();
    expect(await alert.getByText('it threw').count()).toBe(1);
    expect(await alert.getByText('it is down').count()).toBe(1);
  });

  test('is not offered in a run that somebody else owns', async () => {
    await using shown = await show({ more: { live: 'no' } });
    await shown.page.getByText('Another window runs this').waitFor();
    expect(await button(shown.page, 'Pause').isDisabled()).toBe(true);
  });

  test('writes to the agent and shows whether it was read', async () => {
    await using shown = await show();
    const { page } = shown;
    await button(page, 'Reservations service, running').click();
    await page.getByRole('tab', { name: 'Message' }).click();
    await page.getByLabel('Message to the agent').fill('Check update() as well.');
    await button(page, 'Send').click();
    await page.getByText('you · not read yet').waitFor();
  });
});

describe('planning', () => {
  const promise = 'No story is paid for before you approve the plan.';

  test('promises that a person approves only where one does', async () => {
    await using shown = await show({ scenario: 'planning' });
    const { page } = shown;
    await page.getByText(promise).waitFor();
    await page.evaluate(() => {
      const view = fakeHost.view();
      const run = view.run && { ...view.run, options: { ...view.run.options, approve: 'auto' } };
      const json = JSON.stringify({ view: { ...view, run }, live: true });
      fakeHost.post({ type: 'snapshot', snapshot: 99, part: 0, parts: 1, json });
    });
    await page.getByText(promise).waitFor({ state: 'detached' });
  });
});

describe('the inspector', () => {
  test('counts attempts to come only of a story that is not over', async () => {
    await using shown = await show();
    const story = shown.page.getByRole('complementary', { name: 'Story' });
    await button(shown.page, 'Reservations service, running').click();
    await story.getByText('Attempt 2 of 3 ·').waitFor();
    await button(shown.page, 'Response mapper, integrated').click();
    await story.getByText('Attempt 2 ·').waitFor();
  });

  test('shows why an attempt failed, and each criterion with its evidence', async () => {
    await using shown = await show();
    await button(shown.page, 'Reservations service, running').click();
    const story = shown.page.getByRole('complementary', { name: 'Story' });
    await story.getByText('A criterion is not met', { exact: false }).waitFor();
    await story.getByText('Checked on create only; update() skips it (service.ts:131)').waitFor();
    await story.getByText('npm test -- service').waitFor();
  });

  test('opens the diff in the editor, and shows it coloured', async () => {
    await using shown = await show();
    const { page } = shown;
    await button(page, 'Guards and roles, judging').click();
    await page.getByRole('tab', { name: 'Diff' }).click();
    await page.locator('.t-keyword').first().waitFor();
    await button(page, 'Open diff').click();
    await expect.poll(shown.said).toContainEqual({ type: 'open-diff', storyId: 'guards', attempt: 1 });
  });

  test('pages through a log of a million lines and finds a line in it', async () => {
    await using shown = await show({ more: { log: '1000000' } });
    const { page } = shown;
    await button(page, 'Reservations service, running').click();
    await page.getByRole('tab', { name: 'Log' }).click();
    const log = page.getByRole('log', { name: 'Log' });
    await log.getByText('999999', { exact: true }).waitFor();
    expect(await log.locator('.row').count()).toBeLessThan(400);
    await page.getByPlaceholder('Search').fill('got 200');
    await log.locator('.hit').waitFor();
    await page.getByRole('combobox', { name: 'Show' }).selectOption('error');
    await expect.poll(() => log.locator('.row:not(.error)').count()).toBe(0);
    await page.getByText('The first 5000 lines of this kind are shown').waitFor();
  });

  test('follows a log also while it is filtered', async () => {
    await using shown = await show();
    const { page } = shown;
    await button(page, 'Reservations service, running').click();
    await page.getByRole('tab', { name: 'Log' }).click();
    await page.getByRole('combobox', { name: 'Show' }).selectOption('error');
    const log = page.getByRole('log', { name: 'Log' });
    await log.getByText('370', { exact: true }).waitFor();
    await page.evaluate(() => fakeHost.write(1000));
    await log.getByText('1369', { exact: true }).waitFor();
    expect(await log.locator('.row:not(.error)').count()).toBe(0);
  });

  test('shows what an agent says right now', async () => {
    await using shown = await show();
    const { page } = shown;
    await button(page, 'Reservations service, running').click();
    await page.evaluate(
      (runId) =>
        fakeHost.post({
          type: 'signals',
          runId,
          texts: [{ phase: 'story', storyId: 'service', attempt: 2, text: 'update() needs the same rule' }],
        }),
      run,
    );
    await page.getByText('update() needs the same rule').waitFor();
  });
});

describe('the timeline', () => {
  test('shows the whole dashboard as it was, and goes back to now', async () => {
    await using shown = await show({ scenario: 'completed' });
    const { page } = shown;
    const slider = page.getByRole('region', { name: 'Timeline' }).getByRole('slider', { name: 'Time' });
    await slider.fill('900');
    await button(page, 'Controller, waiting').waitFor();
    await page
      .locator('header')
      .getByText(/^At \d+:\d\d: running$/)
      .waitFor();
    expect(await button(page, 'Stop').count()).toBe(0);
    await button(page, 'Back to now').click();
    await button(page, 'Controller, integrated').waitFor();
  });

  test('leads back from before there was a plan, by itself or with Escape', async () => {
    await using shown = await show({ scenario: 'completed' });
    const { page } = shown;
    const slider = page.getByRole('slider', { name: 'Time' });
    await slider.press('Home');
    await page.getByRole('heading', { name: 'Planning' }).waitFor();
    await page.locator('header').getByText('At 0:00: planning').waitFor();
    expect(await page.locator('header .spin').count()).toBe(0);
    await button(page, 'Back to now').waitFor();
    await slider.press('Escape');
    await button(page, 'Controller, integrated').waitFor();
    await button(page, 'Play the run').click();
    await page.getByRole('heading', { name: 'Planning' }).waitFor();
    await button(page, 'Back to now').click();
    await button(page, 'Controller, integrated').waitFor();
  });

  test('explains its marks at any width', async () => {
    await using shown = await show({ scenario: 'completed', width: 600 });
    const legend = shown.page.getByRole('list', { name: 'Colours' });
    for (const mark of ['waiting', 'model', 'merge', 'idle'])
      await legend.getByText(mark, { exact: true }).waitFor();
  });

  test('plays the run', async () => {
    await using shown = await show({ scenario: 'completed' });
    const { page } = shown;
    await page.getByRole('combobox', { name: 'Speed' }).selectOption('64');
    await button(page, 'Play the run').click();
    await button(page, 'Controller, waiting').waitFor();
    await button(page, 'Controller, integrated').waitFor({ timeout: 20_000 });
  });
});

describe('the rows of a long timeline', () => {
  const begin = (page: Page, storyId: string) =>
    page.evaluate(
      (id) =>
        fakeHost.append({
          type: 'story.scheduled',
          storyId: id,
          attempt: 1,
          route: { backend: 'scripted' },
          reservedUsd: null,
        }),
      storyId,
    );

  test('show the newest until the person scrolls, and the story that is selected', async () => {
    await using shown = await show({ scenario: 'stories-33' });
    const { page } = shown;
    const rows = page.getByRole('group', { name: 'Stories over time' });
    const title = (n: number) => manyStories(33)[n - 1]?.title ?? '';
    const sees = (n: number) =>
      rows.evaluate((box, text) => {
        const row = [...box.querySelectorAll('.row')].find((one) => one.textContent?.includes(text));
        const [around, within] = [box.getBoundingClientRect(), row?.getBoundingClientRect()];
        return within !== undefined && within.top >= around.top && within.bottom <= around.bottom;
      }, title(n));
    const within = (n: number) => expect.poll(() => sees(n), { timeout: 10_000 }).toBe(true);
    await expect.poll(() => rows.locator('.row').count()).toBeGreaterThan(7);
    await begin(page, 'story-32');
    await within(32);
    await rows.hover();
    await page.mouse.wheel(0, -2000);
    await within(1);
    await begin(page, 'story-33');
    await page.waitForTimeout(1500);
    expect(await sees(1)).toBe(true);
    await page.locator('[data-story="story-33"]').click();
    await within(33);
    await page.locator('[data-story="story-1"]').click();
    await within(1);
  });
});

describe('a narrow window', () => {
  test('has the panel below the graph, where both can be read', async () => {
    await using shown = await show({ scenario: 'troubled', width: 600 });
    const { page } = shown;
    await button(page, 'Reservations service, failed').click();
    const graph = await page.getByRole('region', { name: 'Story graph' }).boundingBox();
    const panel = await page.getByRole('complementary', { name: 'Story' }).boundingBox();
    if (!graph || !panel) throw new Error('one of them is not there');
    expect([graph.width, panel.width]).toEqual([600, 600]);
    expect(panel.y).toBeGreaterThanOrEqual(graph.y + graph.height);
    for (const name of ['Overview', 'Log', 'Diff', 'Attempts', 'Message'])
      await page.getByRole('tab', { name }).click();
  });
});

describe('the past in a narrow window', () => {
  test('is left from beside the story that is open, which stays open', async () => {
    await using shown = await show({ scenario: 'completed', width: 600 });
    const { page } = shown;
    await page.getByRole('slider', { name: 'Time' }).fill('900');
    await button(page, 'Controller, waiting').click();
    const story = page.getByRole('complementary', { name: 'Story' });
    await story.getByText('waiting').first().waitFor();
    await button(page, 'Back to now').waitFor();
    await page.keyboard.press('Escape');
    await button(page, 'Controller, integrated').waitFor();
    await story.waitFor();
    expect(await button(page, 'Back to now').count()).toBe(0);
  });
});

describe('the books', () => {
  test('open from the cost, and say who was asked, how much, and what it cost', async () => {
    await using shown = await show();
    const { page } = shown;
    await page.getByTitle('Opens the books').click();
    const books = page.getByRole('complementary', { name: 'Books' });
    const row = books.getByRole('table', { name: 'By phase' }).getByRole('row', { name: /^story/ });
    await row.waitFor();
    expect(await row.getByRole('cell').allInnerTexts()).toEqual(['30', '212k', '78 %', '19k', '$0.018 + ?']);
    await books.getByText('of unknown cost', { exact: false }).waitFor();
  });
});

describe('a busy run', () => {
  test('is shown without a gap, however many entries come at once', async () => {
    await using shown = await show();
    await shown.page.evaluate(() => {
      for (let i = 0; i < 100; i++)
        fakeHost.append(
          ...Array.from({ length: 20 }, (_, n) => ({
            type: 'tool.used' as const,
            phase: 'story' as const,
            storyId: 'wiring',
            attempt: 1,
            id: `burst-${i}-${n}`,
            tool: 'grep',
            kind: 'search' as const,
            target: `pattern ${i * 20 + n}`,
            ok: true,
            ms: 5,
          })),
        );
    });
    await shown.page.getByText('searching pattern 1999').waitFor();
  });

  test('comes back after a reload with the story that was open', async () => {
    await using shown = await show({
      more: { state: JSON.stringify({ story: 'service', tab: 'attempts' }) },
    });
    await shown.page.getByRole('tab', { name: 'Attempts', selected: true }).waitFor();
  });

  test('is announced by a host that begins anew', async () => {
    await using shown = await show();
    await shown.page.evaluate(() => fakeHost.sendSnapshot());
    await button(shown.page, 'Entity, integrated').waitFor();
  });
});

test('the side panel is let go of however its splitter was dragged', async () => {
  await using shown = await show({ scenario: 'awaiting' });
  const { page } = shown;
  const splitter = page.getByRole('separator', { name: 'Width of the side panel' });
  const width = async () => Number(await splitter.getAttribute('aria-valuenow'));
  const before = await width();
  const place = await splitter.boundingBox();
  if (!place) throw new Error('there is no splitter');
  const [x, y] = [place.x + place.width / 2, place.y + place.height / 2];
  await page.mouse.move(x, y);
  await splitter.evaluate((handle) => {
    const letGo = (event: Event) => handle.releasePointerCapture((event as PointerEvent).pointerId);
    handle.addEventListener('pointermove', letGo, { once: true });
  });
  await page.mouse.down();
  await page.mouse.move(x - 40, y);
  await expect.poll(width).toBeGreaterThan(before);
  await page.mouse.move(x - 200, y);
  await page.mouse.up();
  const dragged = await width();
  await page.mouse.move(x - 41, y);
  await page.mouse.move(x - 38, y);
  expect(await width()).toBe(dragged);
});
