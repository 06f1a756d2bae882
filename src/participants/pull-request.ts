import type { Breath } from '../engine/breath.ts';
import { costOf, costOfStory, formatCost, ledgersOf } from '../model/money.ts';
import { attemptMs, formatDuration, paceOf } from '../model/pace.ts';
import { baseMovedLine, codeSpan, goalTitle } from '../model/plain.ts';
import type { StoryBrief } from '../model/plan.ts';
import { isMissing, isProven, plannedStories, storiesOf, storyState } from '../model/questions.ts';
import { formatRoute } from '../model/route.ts';
import type { Evidence } from '../model/shapes.ts';
import type { Attempt, Story, View } from '../model/view.ts';
import { strayed } from './strayed.ts';

/** Everything that was asked for is there and proven; anything less opens a draft. */
export function isAllGreen(view: View): boolean {
  const requirements = view.phase.proposed?.requirements ?? [];
  return (
    isProven(view) &&
    !storiesOf(view).some(isMissing) &&
    requirements.every(({ id }) => view.run?.options.quick || view.ending.requirements[id]?.met)
  );
}

export const pullRequestTitle = ({ run }: View) => goalTitle(run?.goal ?? '');

/**
 * What a reviewer needs to trust the branch, or to know where not to. Markdown; every text from outside is made inert.
 * With hundreds of stories each part takes some milliseconds, hence the turns between them.
 */
export async function pullRequestBody(view: View, now: string, breath: Breath): Promise<string> {
  const parts: string[] = [];
  for (const part of partsOf(view, now)) {
    if (part) parts.push(part);
    await breath();
  }
  return parts.join('\n\n');
}

function* partsOf(view: View, now: string): Iterable<string> {
  const { run, phase, ending } = view;
  if (!run) return;
  yield phase.proposed?.summary ? inert(phase.proposed.summary) : inert(run.goal);
  yield notGreen(view);
  yield requirementsTable(view);
  yield storiesTable(view, now);
  yield reviewFirst(view);
  yield criteria(view);
  yield verification(phase.baseline ?? [], ending.verified?.evidence ?? []);
  if (ending.baseMoved) yield baseMovedLine(run.base, ending.baseMoved, codeSpan);
  yield decisions(phase.proposed?.decisions ?? phase.decisions ?? []);
  yield figures(view, now);
  if (run.base.head !== undefined)
    yield 'The first commit of the branch holds what was not committed in the checkout when the run began. No story made it, and nobody judged it.';
  yield `<sub>Run \`${run.id}\` by Baro from ${codeSpan(run.base.ref)} at \`${run.base.commit.slice(0, 10)}\`. “Verified” means that Baro ran the command itself on the commit named.</sub>`;
}

function notGreen(view: View): string {
  if (isAllGreen(view)) return '';
  const lines = [
    ...(view.ending.verified?.ok ? [] : ['The build or the test suite is red on the branch.']),
    ...(view.ending.verified?.evidence ?? [])
      .filter(({ incomparable }) => incomparable)
      .map(
        ({ command }) =>
          `${codeSpan(command)} was red before this run, and whether it is worse now cannot be told.`,
      ),
    ...storiesOf(view)
      .filter(isMissing)
      .map(
        (story) =>
          `**${inert(story.brief.title)}** is ${storyState(view, story)}${story.reason ? `: ${inert(story.reason)}` : ''}`,
      ),
    ...Object.entries(view.ending.requirements)
      .filter(([, { met }]) => !met)
      .map(([id]) => `Requirement ${inert(id)} is not met.`),
  ];
  return `> [!WARNING]\n> This is a draft: not everything that was asked for is here and proven.\n${lines.map((line) => `> - ${line}`).join('\n')}`;
}

function requirementsTable({ phase, ending }: View): string {
  const rows = (phase.proposed?.requirements ?? []).map(({ id, quote }) => {
    const judged = ending.requirements[id];
    return row([
      `“${inert(quote)}”`,
      judged ? (judged.met ? 'met' : '**not met**') : 'not judged',
      inert(judged?.evidence ?? ''),
    ]);
  });
  return rows.length > 0
    ? `## What was asked for\n\n${row(['Requirement', '', 'Evidence'])}\n${row(['---', '---', '---'])}\n${rows.join('\n')}`
    : '';
}

function storiesTable(view: View, now: string): string {
  const rows = storiesOf(view).map((story) => {
    const last = told(story);
    return row([
      inert(story.brief.title),
      storyState(view, story),
      verdictWord(last),
      last ? codeSpan(formatRoute(last.route)) : '',
      String(story.attempts.length),
      formatDuration(story.attempts.reduce((sum, attempt) => sum + attemptMs(attempt, now), 0)),
      formatCost(costOfStory(view, story.id)),
      story.commit ? story.commit.slice(0, 10) : '',
    ]);
  });
  const head = ['Story', 'State', 'Verdict', 'Route', 'Attempts', 'Time', 'Cost', 'Commit'];
  return `## Stories\n\n${row(head)}\n${row(head.map(() => '---'))}\n${rows.join('\n')}`;
}

const verdictWord = (attempt: Attempt | undefined) =>
  attempt?.verdict
    ? attempt.verdict.pass
      ? attempt.verdict.criteria.length > 0
        ? 'pass'
        : 'not judged'
      : 'fail'
    : '';

/** The attempt that speaks for a story: the one on the branch, else the last. */
const told = ({ attempts }: Story) =>
  attempts.findLast(({ state }) => state === 'integrated') ?? attempts.at(-1);

/** Where a reviewer's time is best spent: many attempts, gates a person let through, no proof of its own, much or unforeseen code. */
function reviewFirst(view: View): string {
  const reasons = plannedStories(view).flatMap((story) => {
    const last = told(story);
    if (story.outcome !== 'integrated' || !last) return [];
    const gates = last.commit?.gates ?? [];
    const why = [
      ...(story.attempts.length > 1 ? [`${story.attempts.length} attempts`] : []),
      ...gates.map(inert),
      ...(story.brief.verify.length === 0 ? ['no command of its own proves it'] : []),
      ...((last.commit?.added ?? 0) > 300 ? [`${last.commit?.added} lines added`] : []),
      ...(gates.length > 0 ? [] : beyond(story.brief, last.commit?.files ?? [])),
    ];
    return why.length > 0 ? [{ weight: why.length + story.attempts.length, story, why }] : [];
  });
  const lines = reasons
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, 5)
    .map(({ story, why }) => `- **${inert(story.brief.title)}**: ${why.join('; ')}`);
  return lines.length > 0 ? `## Review these first\n\n${lines.join('\n')}` : '';
}

function beyond(story: StoryBrief, files: readonly string[]): readonly string[] {
  const others = [...strayed(story, files)];
  if (others.length === 0) return [];
  const more = others.length > MOST_NAMED ? ` and ${others.length - MOST_NAMED} more` : '';
  return [
    `it changes ${others.slice(0, MOST_NAMED).map(codeSpan).join(', ')}${more}, of which the plan says nothing`,
  ];
}
const MOST_NAMED = 3;

function criteria(view: View): string {
  const parts = storiesOf(view).flatMap((story) => {
    const lines = told(story)?.verdict?.criteria ?? [];
    if (lines.length === 0) return [];
    const items = lines.map(
      ({ criterion, met, evidence }) =>
        `- ${met ? '✓' : '✗'} ${inert(criterion)}<br><sub>${inert(evidence)}</sub>`,
    );
    return [`**${inert(story.brief.title)}**\n\n${items.join('\n')}`];
  });
  return parts.length > 0
    ? `<details><summary>Evidence for each criterion</summary>\n\n${parts.join('\n\n')}\n\n</details>`
    : '';
}

function verification(before: readonly Evidence[], after: readonly Evidence[]): string {
  if (after.length === 0) return '';
  const rows = after.map((now) => {
    const then = before.find(({ command }) => command === now.command);
    return row([
      codeSpan(now.command),
      then ? outcome(then) : 'not run',
      outcome(now),
      now.commit.slice(0, 10),
    ]);
  });
  const head = ['Command', 'Before', 'After', 'On commit'];
  return `## Verified by Baro\n\n${row(head)}\n${row(head.map(() => '---'))}\n${rows.join('\n')}`;
}

function outcome({ exitCode, tests, redBefore, incomparable }: Evidence): string {
  const counts = tests
    ? ` (${tests.passed} passed, ${tests.failed} failed${tests.skipped > 0 ? `, ${tests.skipped} skipped` : ''})`
    : '';
  const before = incomparable ? ', before too' : redBefore ? ', as before' : '';
  return `${exitCode === 0 ? 'green' : `**red**${before}`}${counts}`;
}

const decisions = (lines: readonly string[]) =>
  lines.length > 0
    ? `<details><summary>Decisions every story shared</summary>\n\n${lines.map((line) => `- ${inert(line)}`).join('\n')}\n\n</details>`
    : '';

function figures(view: View, now: string): string {
  const { wallMs, sequentialMs, speedup } = paceOf(view, now);
  const saved = speedup && speedup > 1 ? `, ${speedup.toFixed(1)}× faster than one after another` : '';
  const models = [...new Set(ledgersOf(view).map(({ model }) => model))].map(codeSpan);
  const scripted = ledgersOf(view).some(({ route }) => route.backend === 'scripted');
  return [
    '## Time and cost',
    `- Stories took ${formatDuration(wallMs)} (${formatDuration(sequentialMs)} of work${saved})`,
    `- Cost: ${formatCost(costOf(view))}`,
    ...(models.length > 0 ? [`- Models: ${models.join(', ')}`] : []),
    ...(scripted ? ['- The `scripted` backend plays recorded answers; no AI took part in what it did.'] : []),
  ].join('\n');
}

const row = (cells: readonly string[]) =>
  `| ${cells.map((cell) => cell.replace(/[|\n]/g, (found) => (found === '|' ? '\\|' : ' '))).join(' | ')} |`;

/** Control characters, entities, markup, and what would be made a mention, an issue or a link. */
const ALIVE = /([\p{Cc}\p{Cf}]+)|([&<>])|([\\`*_~[\]#])|@(?=\w)|\bwww(?=\.)|\bgh-(?=\d)|[a-z]:(?=\/\/)/giu;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Text from a model or a repository, without markup, mentions, links or control characters of its own. */
const inert = (text: string) =>
  text.replace(ALIVE, (found, invisible, entity, mark) => {
    if (invisible) return ' ';
    return entity ? (ENTITIES[entity] ?? '') : mark ? `\\${mark}` : `${found}\u200b`;
  });
