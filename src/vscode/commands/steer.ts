import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Intent } from '../../model/intents.ts';
import { newLimit } from '../../model/new-limit.ts';
import { lastAttempt, waitsForDecision } from '../../model/questions.ts';
import { asksForApproval } from '../../model/run-state.ts';
import { MOST_SAID } from '../../model/size.ts';
import type { Story } from '../../model/view.ts';
import type { Dashboard } from '../dashboard/dashboard.ts';
import { say } from '../say.ts';
import { planWaits } from '../standing.ts';
import type { About } from '../trees/row.ts';
import type { HeldRun, WindowRuns } from '../window-runs.ts';
import { heldStory, runOf } from './about.ts';
import { askText } from './ask.ts';
import { pickRoute } from './pick-route.ts';
import { pickStory } from './pick-story.ts';

type Given = { readonly runs: WindowRuns; readonly dashboard: Dashboard };

/** What a person can ask of the run in front of them. */
export const steering = ({ runs, dashboard }: Given) => ({
  'baro.approvePlan': async (about: About) => {
    const { held, version } = await planFor(runs, about);
    const how = dashboard.holdsDraft(held.run.id, version) ? await askAboutDraft() : WITHOUT;
    if (how === SAVED) await dashboard.approveDraft();
    if (how === WITHOUT) await send(runs, held, { type: 'approve', version });
  },
  'baro.rejectPlan': async (about: About) => {
    const { held, version } = await planFor(runs, about);
    const ends = asksForApproval(held.run.view);
    if (!ends || (await askWhetherToEnd())) await send(runs, held, { type: 'reject', version });
  },
  'baro.pause': async (about: About) => send(runs, await runOf(runs, about), { type: 'pause' }),
  'baro.stop': async (about: About) => send(runs, await runOf(runs, about), { type: 'stop' }),
  'baro.resume': async (about: About) => send(runs, await runOf(runs, about), { type: 'resume' }),
  'baro.resumeRun': async (about: About) => {
    await send(runs, await runOf(runs, about), { type: 'resume' });
    await dashboard.open();
  },
  'baro.raiseBudget': async (about: About) => raiseBudget(runs, await runOf(runs, about)),
  'baro.rerunStory': async (about: About) => {
    const held = await runOf(runs, about);
    const story = await storyFor('Baro: Rerun Story', runs, held, about);
    if (!story) return;
    const route = await pickRoute(
      `Baro: Rerun “${story.brief.title}”`,
      runs,
      held.folder,
      lastAttempt(story)?.route,
    );
    if (route) await send(runs, held, { type: 'rerun', storyId: story.id, route });
  },
  'baro.messageStory': async (about: About) => {
    const held = await runOf(runs, about);
    const story = await storyFor('Baro: Message Story', runs, held, about);
    if (!story) return;
    const text = await askLine(`Baro: Message “${story.brief.title}”`, 'Read by its agent at its next turn.');
    if (text) await send(runs, held, { type: 'message', storyId: story.id, id: randomUUID(), text });
  },
  'baro.acceptDiff': async (about: About) => {
    const held = await runOf(runs, about);
    const waiting = await reviewOf('Baro: Accept Diff', runs, held, about);
    if (waiting) await send(runs, held, { type: 'accept', ...waiting });
  },
  'baro.rejectDiff': async (about: About) => {
    const held = await runOf(runs, about);
    const waiting = await reviewOf('Baro: Reject Diff', runs, held, about);
    if (!waiting) return;
    const feedback = await askLine(
      'Baro: Reject Diff',
      'What should be different? The next attempt reads it.',
    );
    if (feedback) await send(runs, held, { type: 'refuse', ...waiting, feedback });
  },
});

/** Sends what was asked; where the run refuses, the person reads why. */
export async function send(runs: WindowRuns, held: HeldRun, intent: Intent): Promise<boolean> {
  const answer = await runs.send(held, intent);
  if ('refused' in answer) void say('warning', answer.refused);
  return 'ok' in answer;
}

/** The plan, or the change of it, that a decision is about. */
async function planFor(runs: WindowRuns, about: About) {
  const held = await runOf(runs, about);
  const { view } = held.run;
  const version = about.version ?? planWaits(view) ?? view.phase.proposed?.version;
  if (version === undefined) throw new Error('There is no plan to decide on yet.');
  return { held, version };
}

const SAVED = 'Save and approve';
const WITHOUT = 'Approve without them';

const askAboutDraft = () =>
  vscode.window.showWarningMessage(
    'The plan has changes that are not saved.',
    { modal: true, detail: 'They were made in the dashboard.' },
    SAVED,
    WITHOUT,
  );

const REJECT = 'Reject plan';

/** A change of a plan that is rejected costs nothing; a plan that is rejected is the end of its run. */
const askWhetherToEnd = async () =>
  (await vscode.window.showWarningMessage(
    'Reject the plan?',
    { modal: true, detail: 'This ends the run; no story was started.' },
    REJECT,
  )) === REJECT;

async function raiseBudget(runs: WindowRuns, held: HeldRun): Promise<void> {
  const { run } = held;
  const limit = newLimit(run.view, Date.now(), run.estimate());
  const answer = await askText(
    { title: 'Baro: Raise Budget' },
    {
      prompt: `The new limit in ${limit.kind === 'usd' ? 'dollars' : 'minutes'}. ${limit.used ?? 'There is none now'}.`,
      value: `${limit.offered}`,
      check: (text) => limit.problem(limit.read(text)),
    },
  );
  if (answer && 'text' in answer) await send(runs, held, limit.intent(limit.read(answer.text)));
}

const storyFor = async (title: string, runs: WindowRuns, held: HeldRun, about: About) =>
  about.storyId === undefined
    ? pickStory(title, held.run.view, runs.selected)
    : heldStory(held, about.storyId);

/** The attempt of a story that waits for a person's word on its diff. */
async function reviewOf(title: string, runs: WindowRuns, held: HeldRun, about: About) {
  const { view } = held.run;
  const waits = ({ id }: Pick<Story, 'id'>) =>
    view.live.find((attempt) => attempt.storyId === id && waitsForDecision(view, attempt));
  if (about.storyId !== undefined && about.attempt !== undefined)
    return { storyId: about.storyId, attempt: about.attempt };
  const story =
    about.storyId === undefined
      ? await pickStory(title, view, runs.selected, (one) => waits(one) !== undefined)
      : heldStory(held, about.storyId);
  const attempt = story && waits(story);
  if (story && !attempt) throw new Error(`No diff of “${story.brief.title}” waits for a decision now.`);
  return attempt && { storyId: attempt.storyId, attempt: attempt.number };
}

async function askLine(title: string, prompt: string): Promise<string | undefined> {
  const answer = await askText(
    { title },
    {
      prompt,
      check: (text) =>
        text.length > MOST_SAID
          ? `Say it in at most ${MOST_SAID} characters; these are ${text.length}.`
          : text
            ? undefined
            : 'Say it in a sentence.',
    },
  );
  return answer && 'text' in answer ? answer.text : undefined;
}
