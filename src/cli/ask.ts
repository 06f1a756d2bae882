import type { Intent } from '../model/intents.ts';
import { formatUsd } from '../model/money.ts';
import { newLimit } from '../model/new-limit.ts';
import { estimatedMinutes, uncovered } from '../model/plan.ts';
import type { Estimate } from '../model/protocol.ts';
import { storyOf } from '../model/questions.ts';
import { formatRoute } from '../model/route.ts';
import { type Question, questionsFor, waitsForPerson } from '../model/run-state.ts';
import { MOST_SAID } from '../model/size.ts';
import type { View } from '../model/view.ts';
import type { OpenRun } from '../run/seam.ts';
import { DONE_WITH_IT } from './progress.ts';
import type { Terminal } from './terminal.ts';

type Asked = { readonly run: OpenRun; readonly terminal: Terminal; readonly abort: AbortSignal };

/** What a person can be asked at a terminal; an obstacle is asked about as the pause that it is. */
export type Askable = Exclude<Question, { type: 'failed' | 'obstacle' }> | { readonly type: 'paused' };

/** The question that the run waits with, as `waitsForPerson` has it; undefined where no answer would help. */
export function questionOf(view: View): Askable | undefined {
  if (view.brakes.paused !== undefined && !view.brakes.budget) return { type: 'paused' };
  const questions = [...questionsFor(view)].filter(
    (question) => question.type !== 'failed' && question.type !== 'obstacle',
  );
  const why = waitsForPerson(view);
  return (
    questions.find((question) => question.type === 'provider' && why?.startsWith(`${question.provider} `)) ??
    questions.find(({ type }) => type !== 'provider')
  );
}

/** What a person has to know who decides on it, a line each. */
export function groundsOf(question: Askable, view: View): readonly string[] {
  const { phase } = view;
  if (question.type === 'change' && phase.change) {
    const { storyId, action, reason } = phase.change;
    return [
      `The Surgeon proposes that “${storyOf(view, storyId)?.brief.title}” ${DONE_WITH_IT[action]}: ${reason}`,
    ];
  }
  if (question.type !== 'diff') return [];
  const { storyId, attempt, gates } = question;
  const story = storyOf(view, storyId);
  const commit = story?.attempts[attempt - 1]?.commit;
  return [
    `“${story?.brief.title}” waits for you${gates.length > 0 ? ':' : '.'}`,
    ...gates.map((gate) => `  - ${gate}`),
    `  git diff ${commit?.parent}..${commit?.commit}`,
  ];
}

/** Puts a question to the person; undefined where they leave it open. Rejects as a terminal's `ask` does. */
export async function intentFor(question: Askable, asked: Asked): Promise<Intent | undefined> {
  const { run, terminal, abort } = asked;
  const { view } = run;
  const says = async (text: string) => (await terminal.ask(text, abort)).trim();
  const decides = (text: string, may: May) => decision(text, may, says, terminal);
  for (const line of groundsOf(question, view)) terminal.line(line);
  switch (question.type) {
    case 'plan': {
      const estimate = run.estimate();
      terminal.line([...planLines(view), ...(estimate ? [estimateLine(estimate)] : [])].join('\n'));
      const { version } = question;
      const said = await decides('Approve this plan? [Y]es, [n]o, or say what should be different: ', {
        enter: true,
        words: true,
      });
      if (said === 'open') return undefined;
      if (typeof said === 'object') return { type: 'revise', version, text: said.words };
      return { type: said === 'yes' ? 'approve' : 'reject', version };
    }
    case 'change': {
      const said = await decides('Approve this change of the plan? [Y/n] ', { enter: true });
      if (said === 'open') return undefined;
      return { type: said === 'yes' ? 'approve' : 'reject', version: question.version };
    }
    case 'diff': {
      const { storyId, attempt } = question;
      // Enter is no yes here: what waits is what a person has to have looked at.
      const said = await decides('Accept it? [y]es, [n]o, or say what is wrong with it: ', { words: true });
      if (said === 'open') return undefined;
      if (said === 'yes') return { type: 'accept', storyId, attempt };
      return { type: 'refuse', storyId, attempt, feedback: typeof said === 'object' ? said.words : '' };
    }
    case 'budget':
      return raised(view, terminal, says);
    case 'provider':
      return (await decides(`Ask ${question.provider} again? [Y/n] `, { enter: true })) === 'yes'
        ? { type: 'resume' }
        : undefined;
    case 'paused':
      return (await decides('The run is paused. Go on? [Y/n] ', { enter: true })) === 'yes'
        ? { type: 'resume' }
        : undefined;
  }
}

type Says = (question: string) => Promise<string>;

/** Whether Enter is a yes, and whether there is something to say besides yes and no. */
type May = { readonly enter?: boolean; readonly words?: boolean };

/** Asks until it is clear what is meant; `open` leaves the question to another time. */
async function decision(
  question: string,
  { enter, words }: May,
  says: Says,
  terminal: Terminal,
): Promise<'yes' | 'no' | 'open' | { readonly words: string }> {
  for (;;) {
    const said = await says(question);
    const meant = said === '' && enter ? 'yes' : meaningOf(said);
    if (meant === 'yes' || meant === 'no' || meant === 'open') return meant;
    if (meant === 'words' && words) return { words: said.slice(0, MOST_SAID) };
    terminal.line(
      `Say yes or no${words ? ', or in a few words what should be different' : ''}; q leaves it open.`,
    );
  }
}

/** A single word that is none of these may be a slip, and would be paid for. */
export function meaningOf(said: string): 'yes' | 'no' | 'open' | 'words' | 'unclear' {
  const text = said.trim().replace(/[.!]+$/, '');
  if (/^(y|yes|ok|okay|sure|fine|lgtm|accept|approve)$/i.test(text)) return 'yes';
  if (/^(n|no|nope|reject)$/i.test(text)) return 'no';
  if (/^q(uit)?$/i.test(text)) return 'open';
  return /^[!-~]*$/.test(text) ? 'unclear' : 'words';
}

/** Asks for a limit above what is used up already, until one is said or the person leaves it. */
async function raised(view: View, terminal: Terminal, says: Says): Promise<Intent | undefined> {
  const minutes = view.brakes.budget?.kind === 'minutes';
  for (;;) {
    const said = await says(
      `Raise the ${minutes ? 'limit to how many minutes' : 'budget to how many dollars'}? (Enter leaves it) `,
    );
    if (said === '') return undefined;
    const limit = newLimit(view, Date.now());
    const value = limit.read(said);
    const problem = limit.problem(value);
    if (problem === undefined) return limit.intent(value);
    terminal.line(problem);
  }
}

function estimateLine({ minutes: { low, high }, usd, basis }: Estimate): string {
  const time =
    high < 1 ? 'under a minute' : low === high ? `about ${high} minutes` : `about ${low} to ${high} minutes`;
  const price = usd
    ? `, ${formatUsd(usd.low)}${usd.low === usd.high ? '' : ` to ${formatUsd(usd.high)}`}`
    : '';
  const by = basis === 'history' ? 'as past runs here took' : 'guessed by tier; there is too little history';
  return `  In all ${time}${price} (${by})`;
}

function planLines({ phase: { proposed }, run }: View): readonly string[] {
  if (!proposed) return [];
  const { stories, assumptions, questions, quickEnough } = proposed;
  return [
    ...stories.flatMap((story) => [
      `  ${story.id}: ${story.title} (${[
        story.tier,
        `about ${estimatedMinutes(story)} min`,
        ...(story.route ? [`on ${formatRoute(story.route)}`] : []),
        ...(story.dependsOn.length > 0 ? [`after ${story.dependsOn.join(', ')}`] : []),
      ].join(', ')})`,
      ...story.acceptance.map((criterion) => `      - ${criterion}`),
    ]),
    ...uncovered(proposed).map(({ quote }) => `  ✗ no story covers: “${quote}”`),
    ...assumptions.map((text) => `  assumed: ${text}`),
    ...questions.map((text) => `  open: ${text}`),
    ...(quickEnough && !run?.options.quick
      ? ['  One story does it all: --quick would do it without Architect, Critic and Surgeon.']
      : []),
  ];
}
