import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { WebviewMessage } from '../../src/model/protocol.ts';
import { inBrowser } from './harness/browser.ts';

const { show } = inBrowser();
const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });
const intents = (said: readonly WebviewMessage[]) =>
  said.flatMap((message) => (message.type === 'intent' ? [message.intent] : []));

async function editPlan(page: Page): Promise<void> {
  await button(page, 'More actions').click();
  await page.getByRole('menuitem', { name: 'Show the plan' }).click();
  await button(page, 'Edit plan').click();
}

/** The Surgeon puts `wiring-2` in the place of `wiring`; that waits for a person where it asks. */
const replan = (page: Page, asks = false) =>
  page.evaluate((waits) => {
    const old = fakeHost.view().phase.proposed?.stories.find(({ id }) => id === 'wiring');
    if (!old) throw new Error('there is no such story');
    const { dependsOn, acceptance, verify } = old;
    const lists = { dependsOn: [...dependsOn], acceptance: [...acceptance], verify: [...verify] };
    const story = {
      ...old,
      ...lists,
      id: 'wiring-2',
      title: 'Wiring in parts',
      touches: ['src/elsewhere/**'],
    };
    fakeHost.append(
      { type: 'story.planned', version: 2, story },
      {
        type: 'plan.changed',
        version: 2,
        storyId: 'wiring',
        action: 'split',
        reason: 'too much at once',
        removed: ['wiring'],
        asks: waits,
      },
    );
  }, asks);

describe('what a person changed in a plan', () => {
  test('is kept on top of a replan, and saved as a change of that', async () => {
    await using shown = await show();
    const { page } = shown;
    await editPlan(page);
    await button(page, 'Controller, waiting').click();
    await page.getByLabel('Title').fill('The controller');
    await page.getByLabel('Description').fill('Ten minutes of careful writing.');
    await replan(page);
    await page.getByRole('alert').getByText('your changes are kept on top of it').waitFor();
    expect(await page.getByLabel('Description').inputValue()).toBe('Ten minutes of careful writing.');
    await button(page, 'Wiring in parts, waiting').waitFor();
    // one step back is one change back, not the plan of before the replan
    await button(page, 'Undo').click();
    await expect.poll(() => page.getByLabel('Description').inputValue()).not.toContain('careful');
    expect(await page.getByLabel('Title').inputValue()).toBe('The controller');
    await button(page, 'Wiring in parts, waiting').waitFor();
    await button(page, 'Save changes').click();
    await button(page, 'Save changes').waitFor({ state: 'detached' });
    const [edit, ...more] = intents(await shown.said());
    expect(edit).toMatchObject({ type: 'edit', version: 2 });
    expect(more).toEqual([]);
    const stories = await page.evaluate(() => fakeHost.view().phase.proposed?.stories ?? []);
    expect(stories.map(({ id }) => id)).toContain('wiring-2');
    expect(stories.map(({ id }) => id)).not.toContain('wiring');
    expect(stories.map(({ title }) => title)).toContain('The controller');
  });

  test('goes with a story that a replan took out, and that story is named', async () => {
    await using shown = await show();
    const { page } = shown;
    await editPlan(page);
    await page.locator('[data-story="wiring"]').click();
    await page.getByLabel('Title').fill('My wiring');
    await replan(page);
    await page.getByRole('alert').getByText('What you changed of “My wiring” is left out').waitFor();
    expect(await page.getByRole('complementary', { name: 'Story' }).count()).toBe(0);
    expect(await button(page, 'Save changes').count()).toBe(0);
  });

  test('comes back after it was discarded, also on top of a replan', async () => {
    await using shown = await show();
    const { page } = shown;
    await editPlan(page);
    await button(page, 'Controller, waiting').click();
    await page.getByLabel('Title').fill('The controller');
    await button(page, 'Discard').click();
    await button(page, 'Undo discard').waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Undo discard');
    await replan(page);
    await button(page, 'Wiring in parts, waiting').waitFor();
    await button(page, 'Undo discard').click();
    await page.getByRole('heading', { name: 'Plan, version 2, edited' }).waitFor();
    await button(page, 'The controller').waitFor();
    await button(page, 'Wiring in parts, waiting').waitFor();
  });

  test('is not drawn into the past', async () => {
    await using shown = await show();
    const { page } = shown;
    await editPlan(page);
    await button(page, 'Add story').click();
    await button(page, 'New story, waiting').waitFor();
    await page.getByRole('slider', { name: 'Time' }).fill('900');
    await button(page, 'New story, waiting').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await button(page, 'New story, waiting').waitFor();
  });
});

describe('a story that is edited', () => {
  test('keeps what is no route in its field, and the plan goes nowhere with it', async () => {
    await using shown = await show({ scenario: 'awaiting' });
    const { page } = shown;
    await button(page, 'Module wiring, waiting').click();
    const route = page.getByLabel('Route');
    await route.fill('claud:opus');
    await page.getByLabel('Title').focus();
    await page.getByText('"claud" is no backend').waitFor();
    await button(page, 'Back to the plan').click();
    await page.getByText('Route "claud" is no backend').waitFor();
    expect(await button(page, 'Approve plan').isDisabled()).toBe(true);
    expect(await button(page, 'Save changes').isDisabled()).toBe(true);
    await page
      .getByRole('complementary', { name: 'Plan' })
      .getByRole('button', { name: 'Module wiring' })
      .first()
      .click();
    expect(await route.inputValue()).toBe('claud:opus');
    await route.fill('claude:opus');
    await page.getByLabel('Title').focus();
    await button(page, 'Approve plan').click();
    await page.getByText('Running', { exact: true }).waitFor();
    const [edit] = intents(await shown.said());
    expect(JSON.stringify(edit)).toContain('"route":{"backend":"claude","model":"opus"}');
  });

  test('keeps what is no route while the dashboard is hidden', async () => {
    await using first = await show({ scenario: 'awaiting' });
    await button(first.page, 'Module wiring, waiting').click();
    await first.page.getByLabel('Route').fill('claud:opus');
    await first.page.getByLabel('Title').focus();
    await first.page.getByText('"claud" is no backend').waitFor();
    const state = await first.kept();
    await using again = await show({ scenario: 'awaiting', more: { state } });
    await again.page.getByText('"claud" is no backend').waitFor();
    expect(await button(again.page, 'Approve plan').isDisabled()).toBe(true);
  });

  test('needs a title', async () => {
    await using shown = await show({ scenario: 'awaiting' });
    const { page } = shown;
    await button(page, 'Module wiring, waiting').click();
    await page.getByLabel('Title').fill(' ');
    await page.getByText('Title must not be empty').waitFor();
    expect(await button(page, 'Approve plan').isDisabled()).toBe(true);
    await button(page, 'Back to the plan').click();
    await page.getByText('Module wiring: Title must not be empty').waitFor();
  });
});

describe('a plan', () => {
  test('is rejected after a question, which says that what was written is not sent', async () => {
    await using shown = await show({ scenario: 'awaiting' });
    const { page } = shown;
    await page.getByPlaceholder('Ask the planner').fill('Leave the mapper out.');
    await button(page, 'Entity, waiting').click();
    await button(page, 'Back to the plan').click();
    await button(page, 'Reject plan…').click();
    const dialog = page.getByRole('dialog', { name: 'Reject the plan' });
    await dialog.getByText('This ends the run; no story was started.').waitFor();
    await dialog.getByText('is not sent').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await page.getByPlaceholder('Ask the planner').inputValue()).toBe('Leave the mapper out.');
    expect(intents(await shown.said())).toEqual([]);
    await button(page, 'Reject plan…').click();
    await button(page, 'Reject plan').click();
    await expect.poll(async () => intents(await shown.said())).toEqual([{ type: 'reject', version: 2 }]);
  });

  test('says of a requirement that it is covered, not met, until it is judged', async () => {
    await using shown = await show({ scenario: 'awaiting' });
    const { page } = shown;
    expect(await page.getByTitle('covered, not judged yet').count()).toBe(3);
    await page.evaluate(() =>
      fakeHost.append({ type: 'requirement.judged', id: 'r1', met: true, evidence: 'overlap is refused' }),
    );
    await page.getByText('Met: overlap is refused').waitFor();
    expect(await page.getByTitle('covered, not judged yet').count()).toBe(2);
  });
});

test('a replan that waits for a person can be read before it is approved', async () => {
  await using shown = await show();
  const { page } = shown;
  await replan(page, true);
  await button(page, /^Module wiring/).click();
  const story = page.getByRole('complementary', { name: 'Story' });
  await story.getByText('Wiring in parts').waitFor();
  await story.getByText('src/elsewhere/**').waitFor();
  expect(await story.locator('s').allInnerTexts()).toEqual(['Module wiring']);
});

test('what is written to a story that is over is read when it is rerun', async () => {
  await using shown = await show({ scenario: 'completed' });
  const { page } = shown;
  await button(page, 'Controller, integrated').click();
  await page.getByRole('tab', { name: 'Message' }).click();
  await page.getByText('Read when it is rerun', { exact: true }).waitFor();
});
