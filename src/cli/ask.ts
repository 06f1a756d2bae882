import type { Intent } from '../model/intents.ts';
import { formatUsd } from '../model/money.ts';
import { estimatedMinutes, uncovered } from '../model/plan.ts';
import type { Estimate } from '../model/protocol.ts';
import { storyOf } from '../model/questions.ts';
import { formatRoute } from '../model/route.ts';
import { type Question, questionsFor, waitsForPerson } from '../model/run-state.ts';
import type { View } from '../model/view.ts';
import type { OpenRun } from '../run/seam.ts';
import { DONE_WITH_IT } from './progress.ts';
import type { Terminal } from './terminal.ts';

type Asked = { readonly run: OpenRun; readonly terminal: Terminal; readonly abort: AbortSignal };

/** What a person can be asked at a terminal; an obstacle is asked about as the pause that it is. */
export type Askable = Exclude<Question, { type: 'failed' | 'obstacle' }> | { readonly type: 'paused' };

/** The question that the run waits with, as `waitsForPerson` has it; undefined where no answer would help. */
export function questionOf(view: View): Askable | undefined {
  if (view.gate.paused !== undefined && !view.gate.budget) return { type: 'paused' };
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
  for (const line of groundsOf(question, view)) terminal.line(line);
  switch (question.type) {
    case 'plan': {
      const estimate = run.estimate();
      terminal.line([...planLines(view), ...(estimate ? [estimateLine(estimate)] : [])].join('\n'));
      const said = await says('Approve this plan? [Y]es, [n]o, or say what should be different: ');
      if (isYes(said)) return { type: 'approve', version: question.version };
      if (isNo(said)) return { type: 'reject', version: question.version };
      return { type: 'revise', version: question.version, text: said.slice(0, LONGEST) };
    }
    case 'change': {
      const yes = isYes(await says('Approve this change of the plan? [Y/n] '));
      return { type: yes ? 'approve' : 'reject', version: question.version };
    }
    case 'diff':
      return decisionOn(question, says);
    case 'budget':
      return raised(view, terminal, says);
    case 'provider':
      return isYes(await says(`Ask ${question.provider} again? [Y/n] `)) ? { type: 'resume' } : undefined;
    case 'paused':
      return isYes(await says('The run is paused. Go on? [Y/n] ')) ? { type: 'resume' } : undefined;
  }
}

type Says = (question: string) => Promise<string>;

/** The most characters of what a person wants otherwise. */
const LONGEST = 2000;

const isYes = (said: string) => /^(y(es)?)?$/i.test(said);
const isNo = (said: string) => /^no?$/i.test(said);

async function decisionOn(
  { storyId, attempt }: Extract<Question, { type: 'diff' }>,
  says: Says,
): Promise<Intent> {
  let said = '';
  // Nothing is taken for a yes here: what waits is what a person has to have looked at.
  while (said === '') said = await says('Accept it? [y]es, [n]o, or say what is wrong with it: ');
  return isYes(said)
    ? { type: 'accept', storyId, attempt }
    : { type: 'refuse', storyId, attempt, feedback: isNo(said) ? '' : said.slice(0, LONGEST) };
}

/** Asks for a limit above what is used up already, until one is said or the person leaves it. */
async function raised({ gate }: View, terminal: Terminal, says: Says): Promise<Intent | undefined> {
  const { kind, spent = 0 } = gate.budget ?? {};
  const minutes = kind === 'minutes';
  for (;;) {
    const said = await says(
      `Raise the ${minutes ? 'limit to how many minutes' : 'budget to how many dollars'}? (Enter leaves it) `,
    );
    if (said === '') return undefined;
    const more = Number(said.replace(/^\$/, ''));
    if (more > spent && Number.isFinite(more))
      return { type: 'raise-budget', ...(minutes ? { minutes: more } : { usd: more }) };
    terminal.line(
      `So far ${minutes ? `${Math.ceil(spent)} minutes have passed` : `${formatUsd(spent)} is spent`}; say a number above that.`,
    );
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
