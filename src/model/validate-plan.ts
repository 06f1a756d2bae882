import { findCycle } from './graph.ts';
import type { Plan, Requirement, StoryBrief } from './plan.ts';
import { isRecord, type PlanProblem, reader, shown } from './read-fields.ts';
import { isAmount, isNothing, readPersistence, readRoute, readTier } from './read-story.ts';
import { bytesOf, MOST_BYTES } from './size.ts';

export type Validated =
  | { readonly plan: Plan; readonly warnings: readonly PlanProblem[] }
  | { readonly problems: readonly PlanProblem[] };

const MOST_STORIES = 500;
/** What must be kept whole of a story, so that it fits into an event with some of its description. */
const MOST_WHOLE = 6000;
/** What an event has besides its story. */
const AROUND = 100;
/** It names a worktree and a ref too, so that it begins as a name does. */
const ID = /^[a-z0-9][a-z0-9-]{0,47}$/;

/** Reads a plan from parsed JSON (the shape of `plan.json`); reports everything that is wrong with it at once. */
export function validatePlan(value: unknown): Validated {
  if (!isRecord(value)) return { problems: [{ where: 'plan', problem: 'must be a JSON object' }] };
  const report: PlanProblem[] = [];
  const warnings: PlanProblem[] = [];
  const top = reader('plan', value, report);
  const stories = readStories(value['stories'], report, warnings);
  const ids = new Set(stories.map(({ id }) => id));
  const plan: Plan = {
    goal: top.text('goal', ''),
    summary: top.text('summary', ''),
    decisions: top.texts('decisions'),
    requirements: readRequirements(value['requirements'], ids, report),
    assumptions: top.texts('assumptions'),
    questions: top.texts('questions'),
    stories,
  };
  warnUnknown('plan', value, PLAN_FIELDS, warnings);
  return report.length > 0 ? { problems: report } : { plan, warnings };
}

/** The problems as lines for a person: `story "auth-types", touches: …`. */
export const formatProblems = (problems: readonly PlanProblem[]) =>
  problems.map(({ where, problem }) => `${where}: ${problem}`).join('\n');

const PLAN_FIELDS = ['goal', 'summary', 'decisions', 'requirements', 'assumptions', 'questions', 'stories'];
const STORY_FIELDS = [
  'id',
  'title',
  'description',
  'dependsOn',
  'touches',
  'acceptance',
  'verify',
  'tier',
  'route',
  'estimateMinutes',
  'persist',
];

function readStories(value: unknown, report: PlanProblem[], warnings: PlanProblem[]): readonly StoryBrief[] {
  const where = 'plan.stories';
  if (!Array.isArray(value) || value.length === 0) {
    report.push({ where, problem: 'must list at least one story' });
    return [];
  }
  if (value.length > MOST_STORIES) {
    report.push({ where, problem: `holds ${value.length} stories; ${MOST_STORIES} are the most` });
    return [];
  }
  const stories = value.map((story, index) => readStory(story, index, report, warnings));
  checkGraph(stories, report);
  return stories;
}

function readStory(
  value: unknown,
  index: number,
  report: PlanProblem[],
  warnings: PlanProblem[],
): StoryBrief {
  const named =
    isRecord(value) && typeof value['id'] === 'string'
      ? `story "${shown(value['id'])}"`
      : `story ${index + 1}`;
  if (!isRecord(value)) {
    report.push({ where: named, problem: 'must be an object' });
    return emptyStory;
  }
  const field = reader(named, value, report);
  const id = typeof value['id'] === 'string' ? value['id'] : '';
  if (!ID.test(id))
    report.push({
      where: `${named}, id`,
      problem: 'must be 1 to 48 characters of a-z, 0-9 and -, the first no -',
    });
  else if (id in {})
    report.push({ where: `${named}, id`, problem: 'is a name that every object has; use another' });
  const acceptance = field.texts('acceptance');
  if (acceptance.length === 0 && isNothing(value['acceptance']))
    report.push({ where: `${named}, acceptance`, problem: 'must hold at least one criterion' });
  const touches = field.texts('touches');
  for (const path of touches) {
    const problem = leaves(path);
    if (problem) report.push({ where: `${named}, touches`, problem: `"${shown(path)}" ${problem}` });
  }
  warnUnknown(named, value, STORY_FIELDS, warnings);
  const minutes = value['estimateMinutes'];
  if (minutes !== undefined && minutes !== null && !isAmount(minutes))
    report.push({ where: `${named}, estimateMinutes`, problem: 'must be a number above 0' });
  const route = readRoute(value['route'], `${named}, route`, report);
  const persist = readPersistence(value['persist'], `${named}, persist`, report);
  const longest = LISTS.toSorted((a, b) => bytesOf(value[b]) - bytesOf(value[a]))[0];
  const bytes = bytesOf(LISTS.map((list) => value[list]));
  if (bytes > MOST_WHOLE)
    report.push({
      where: `${named}, ${longest}`,
      problem: `is too long: the lists of a story may take ${MOST_WHOLE} bytes together, these take ${bytes}; split the story`,
    });
  if (bytesOf(value) > MOST_BYTES - AROUND)
    warnings.push({
      where: `${named}, description`,
      problem: 'is longer than an event may be; its end is left out',
    });
  return {
    id,
    title: field.text('title', id),
    description: field.text('description', ''),
    dependsOn: [...new Set(field.texts('dependsOn'))],
    touches,
    acceptance,
    verify: field.texts('verify'),
    tier: readTier(value['tier'], named, report),
    ...(route ? { route } : {}),
    ...(isAmount(minutes) ? { estimateMinutes: minutes } : {}),
    ...(persist ? { persist } : {}),
  };
}

const LISTS = ['dependsOn', 'touches', 'acceptance', 'verify'] as const;

const emptyStory: StoryBrief = {
  id: '',
  title: '',
  description: '',
  dependsOn: [],
  touches: [],
  acceptance: [],
  verify: [],
  tier: 'standard',
};

/** The most cycles that are named: in a knot of stories there are more than anybody reads. */
const MOST_CYCLES = 10;

/** A story without an id is reported as that, and no other story can mean it. */
function checkGraph(stories: readonly StoryBrief[], report: PlanProblem[]): void {
  const seen = new Set<string>();
  for (const { id } of stories) {
    if (id !== '' && seen.has(id))
      report.push({ where: `story "${shown(id)}", id`, problem: 'is used twice' });
    seen.add(id);
  }
  for (const { id, dependsOn } of stories)
    for (const needed of dependsOn) {
      const where = `story "${shown(id)}", dependsOn`;
      if (needed === id) report.push({ where, problem: 'names the story itself' });
      else if (!seen.has(needed))
        report.push({ where, problem: `names "${shown(needed)}", which is no story` });
    }
  const edges = new Map(
    stories.map(({ id, dependsOn }) => [id, dependsOn.filter((needed) => needed !== id)]),
  );
  for (let found = 0; found < MOST_CYCLES; found++) {
    const cycle = findCycle([...edges].map(([id, dependsOn]) => ({ id, dependsOn })));
    if (!cycle) return;
    const [closes = '', back] = cycle.slice(-2);
    edges.set(
      closes,
      (edges.get(closes) ?? []).filter((needed) => needed !== back),
    );
    report.push({
      where: `story "${shown(cycle[0] ?? '')}", dependsOn`,
      problem: `closes a cycle: ${along(cycle)}`,
    });
  }
}

/** The ids of a cycle; those in the middle of a long one are counted. */
function along(cycle: readonly string[]): string {
  const ids = cycle.map(shown);
  const left = ids.length - 2 * ENDS;
  return (left > 1 ? [...ids.slice(0, ENDS), `… ${left} more …`, ...ids.slice(-ENDS)] : ids).join(' → ');
}
const ENDS = 8;

function readRequirements(value: unknown, ids: ReadonlySet<string>, report: PlanProblem[]): Requirement[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    report.push({ where: 'plan.requirements', problem: 'must be a list' });
    return [];
  }
  const seen = new Set<string>();
  return value.map((item, index) => {
    const where = `requirement ${index + 1}`;
    const record = isRecord(item) ? item : {};
    if (!isRecord(item)) report.push({ where, problem: 'must be an object' });
    const field = reader(where, record, report);
    const stories = field.texts('stories');
    for (const id of stories)
      if (!ids.has(id))
        report.push({ where: `${where}, stories`, problem: `names "${shown(id)}", which is no story` });
    const id = field.text('id', `r${index + 1}`);
    if (seen.has(id)) report.push({ where: `${where}, id`, problem: `"${shown(id)}" is used twice` });
    seen.add(id);
    return { id, quote: field.text('quote', ''), stories };
  });
}

/** Why a path may not be touched: it leaves the repository, or might. */
export function leaves(path: string): string | undefined {
  if (path.includes('\0')) return 'holds a NUL character';
  if (/^[/\\]/.test(path)) return 'is absolute; use a path relative to the repository';
  if (/^[a-zA-Z]:/.test(path)) return 'names a drive; use a path relative to the repository';
  if (path.startsWith('~')) return 'starts with ~; use a path relative to the repository';
  if (path.split(/[/\\{},]/).some((part) => part.trim() === '..')) return 'leaves the repository';
  return path.trim() === '' ? 'is empty' : undefined;
}

function warnUnknown(where: string, value: object, known: readonly string[], warnings: PlanProblem[]): void {
  for (const key of Object.keys(value))
    if (!known.includes(key)) warnings.push({ where, problem: `"${shown(key)}" is unknown and ignored` });
}
