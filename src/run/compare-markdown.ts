import type { Measured, StoryMeasured } from '../model/measure.ts';
import { formatCost } from '../model/money.ts';
import { formatDuration } from '../model/pace.ts';
import { codeSpan, goalTitle } from '../model/plain.ts';
import { PHASES } from '../model/route.ts';
import { ROWS, type Row } from './compare-rows.ts';
import { markdownTable, plain } from './markdown-table.ts';

/** How the branch of one run differs from the branch of another, file by file. */
export type BranchDiff = {
  readonly from: string;
  readonly to: string;
  readonly added: number;
  readonly removed: number;
  readonly files: readonly { readonly path: string; readonly added: number; readonly removed: number }[];
};

/** Files that a person is shown of one difference. */
const MOST_FILES = 40;

/** Runs side by side, for a person. */
export function compareMarkdown(runs: readonly Measured[], diffs: readonly BranchDiff[]): string {
  return [
    '# Runs side by side',
    runs.map((run, index) => legend(run, letter(index))).join('\n'),
    markdownTable([
      ['', ...runs.map((run, index) => `${letter(index)}: ${plain(routeOf(run))}`)],
      ...ROWS.filter((row) => told(row, runs)).map((row) => [row.label, ...cells(row, runs)]),
    ]),
    notes(runs)
      .map((note) => `- ${note}`)
      .join('\n'),
    '## By phase',
    markdownTable([['Phase', ...runs.map((_, index) => letter(index))], ...phaseRows(runs)]),
    '## By story',
    markdownTable([['Story', ...runs.map((_, index) => letter(index))], ...storyRows(runs)]),
    '## The chain that set the pace',
    runs.map((run, index) => `- **${letter(index)}** ${chain(run)}`).join('\n'),
    '## The branches',
    diffs.map((diff) => difference(diff, runs)).join('\n\n'),
  ].join('\n\n');
}

const letter = (index: number) => String.fromCharCode(65 + (index % 26)) + (index < 26 ? '' : index);

const legend = ({ id, goal, requestedAt, base }: Measured, name: string) =>
  `- **${name}** \`${id}\` “${plain(goalTitle(goal))}”, ${requestedAt.slice(0, 16).replace('T', ' ')} UTC, from \`${base.slice(0, 10)}\``;

/** The route that most stories of the run were done on. */
export function routeOf({ eachStory }: Measured): string {
  const count = new Map<string, number>();
  for (const { route } of eachStory) if (route) count.set(route, (count.get(route) ?? 0) + 1);
  const [most] = [...count].toSorted(([, a], [, b]) => b - a);
  return `${most?.[0] ?? 'no story'}${count.size > 1 ? ` and ${count.size - 1} more` : ''}`;
}

const told = (row: Row, runs: readonly Measured[]) => !row.ifAny || runs.some((run) => row.value(run));

/** What each run has to show; the best value stands bold where there is one and it is worth saying. */
function cells(row: Row, runs: readonly Measured[]): readonly string[] {
  const values = runs.map((run) => (row.ofWhole && !run.whole ? undefined : row.value(run)));
  const compared = values.filter((value) => value !== undefined);
  const best = row.better === 'more' ? Math.max(...compared) : Math.min(...compared);
  const shown = runs.map((run) => row.show(run));
  const bestShown = shown[values.indexOf(best)];
  // What reads the same is the same: nobody is better by a millisecond.
  const differ = runs.some((_, index) => values[index] !== undefined && shown[index] !== bestShown);
  const marked = row.better !== undefined && differ;
  return shown.map((text, index) =>
    marked && values[index] !== undefined && text === bestShown ? `**${text}**` : text,
  );
}

function notes(runs: readonly Measured[]): readonly string[] {
  const broken = runs.flatMap((run, index) => (run.whole ? [] : [`${letter(index)} (${run.state})`]));
  const once = new Set(runs.map(routeOf)).size === runs.length;
  const plans = new Set(
    runs.map(({ eachStory }) =>
      eachStory
        .map(({ id }) => id)
        .toSorted()
        .join(' '),
    ),
  );
  return [
    'Bold is the better value. A value that nobody measured is –, never zero.',
    once
      ? 'Every column is a single run (n = 1): a difference may be chance. Repeat before you conclude.'
      : 'Columns of the same route are repetitions; their spread says how much a difference is worth.',
    ...(broken.length > 0
      ? [`Not whole: ${broken.join(', ')}. Time and cost of what was not finished are not marked as better.`]
      : []),
    ...(new Set(runs.map(({ base }) => base)).size > 1 ? ['The runs started from different commits.'] : []),
    ...(new Set(runs.map(({ goal }) => goal)).size > 1 ? ['The runs had different goals.'] : []),
    ...(plans.size > 1
      ? ['The runs had different plans, so that they also differ in what was worked on.']
      : []),
  ];
}

const phaseRows = (runs: readonly Measured[]) =>
  PHASES.filter((phase) => runs.some(({ phases }) => phases.some((one) => one.phase === phase))).map(
    (phase) => [
      phase,
      ...runs.map(({ phases }) => {
        const one = phases.find((found) => found.phase === phase);
        if (!one) return '–';
        return `${one.routes.map(codeSpan).join(', ')}: ${one.requests} in ${formatDuration(one.ms)}, ${formatCost(one.cost)}`;
      }),
    ],
  );

function storyRows(runs: readonly Measured[]): readonly (readonly string[])[] {
  const ids = [...new Set(runs.flatMap(({ eachStory }) => eachStory.map(({ id }) => id)))];
  const stories = ids.map((id) => runs.map(({ eachStory }) => eachStory.find((story) => story.id === id)));
  return stories.map((columns, row) => [ids[row] ?? '', ...columns.map(storyCell)]);
}

function storyCell(story: StoryMeasured | undefined): string {
  if (!story) return '–';
  const { outcome, attempts, ms, cost } = story;
  if (attempts === 0) return outcome === 'open' ? 'not begun' : outcome;
  const tries = attempts > 1 ? `, ${attempts} attempts` : '';
  return `${outcome === 'integrated' ? '✓' : '✗'} ${formatDuration(ms)}${tries}, ${formatCost(cost)}`;
}

function chain({ times }: Measured): string {
  if (times.path.length === 0) return 'nothing landed';
  return times.path
    .map(({ id, ms, waitedMs }) => {
      const waited = waitedMs >= 1000 ? ` (${formatDuration(waitedMs)} of it waiting)` : '';
      return `${id} ${formatDuration(ms)}${waited}`;
    })
    .join(' → ');
}

function difference({ from, to, files, added, removed }: BranchDiff, runs: readonly Measured[]): string {
  const name = (id: string) => letter(runs.findIndex((run) => run.id === id));
  const pair = `**${name(from)} → ${name(to)}**`;
  if (files.length === 0) return `${pair} The branches hold the same files.`;
  const shown = files.slice(0, MOST_FILES);
  const rest = files.length > shown.length ? `\n- and ${files.length - shown.length} more` : '';
  const noun = files.length === 1 ? 'file differs' : 'files differ';
  return `${pair} ${files.length} ${noun} (+${added} −${removed})\n\n${shown
    .map((file) => `- ${plain(file.path)} (+${file.added} −${file.removed})`)
    .join('\n')}${rest}`;
}
