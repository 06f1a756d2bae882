import { findCycle } from './graph.ts';
import type { Persistence } from './persistence.ts';
import type { Plan, Requirement, StoryBrief } from './plan.ts';
import { isRecord, type PlanProblem, reader, shown } from './read-fields.ts';
import { BACKENDS, type BackendName, EFFORTS, type Effort, type Route, TIERS, type Tier } from './route.ts';
import { bytesOf } from './size.ts';

export type Validated =
  | { readonly plan: Plan; readonly warnings: readonly PlanProblem[] }
  | { readonly problems: readonly PlanProblem[] };

const MOST_STORIES = 500;
/** What must be kept whole of a story, so that it fits into an event with some of its description. */
const MOST_WHOLE = 6000;
const ID = /^[a-z0-9-]{1,48}$/;

/** Reads a plan from parsed JSON (the shape of `plan.json`); reports everything that is wrong with it at once. */
export function validatePlan(value: unknown): Validated {
  if (!isRecord(value)) return { problems: [{ where: 'plan', problem: 'must be a JSON object' }] };
  const report: PlanProblem[] = [];
  const warnings: PlanProblem[] = [];
  const top = reader('plan', value, report);
  if (!Array.isArray(value['stories']) || value['stories'].length === 0)
    return { problems: [{ where: 'plan.stories', problem: 'must list at least one story' }] };
  if (value['stories'].length > MOST_STORIES)
    return {
      problems: [
        {
          where: 'plan.stories',
          problem: `holds ${value['stories'].length} stories; ${MOST_STORIES} are the most`,
        },
      ],
    };
  const stories = value['stories'].map((story, index) => readStory(story, index, report, warnings));
  checkGraph(stories, report);
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
    return { ...emptyStory, id: `story-${index + 1}` };
  }
  const field = reader(named, value, report);
  const id = typeof value['id'] === 'string' ? value['id'] : '';
  if (!ID.test(id))
    report.push({ where: `${named}, id`, problem: 'must be 1 to 48 characters of a-z, 0-9 and -' });
  else if (id in {})
    report.push({ where: `${named}, id`, problem: 'is a name that every object has; use another' });
  const acceptance = field.texts('acceptance');
  if (acceptance.length === 0)
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
  const bytes = bytesOf([value['dependsOn'], value['touches'], value['acceptance'], value['verify']]);
  if (bytes > MOST_WHOLE)
    report.push({
      where: named,
      problem: `says more than one story can: its lists take ${bytes} bytes, ${MOST_WHOLE} are the most; split it`,
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

const isAmount = (value: unknown): value is number =>
  typeof value === 'number' && value > 0 && Number.isFinite(value);

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

function checkGraph(stories: readonly StoryBrief[], report: PlanProblem[]): void {
  const seen = new Set<string>();
  for (const { id } of stories) {
    if (seen.has(id)) report.push({ where: `story "${shown(id)}", id`, problem: 'is used twice' });
    seen.add(id);
  }
  for (const { id, dependsOn } of stories)
    for (const needed of dependsOn) {
      const where = `story "${shown(id)}", dependsOn`;
      if (needed === id) report.push({ where, problem: 'names the story itself' });
      else if (!seen.has(needed))
        report.push({ where, problem: `names "${shown(needed)}", which is no story` });
    }
  const cycle = findCycle(
    stories.map((story) => ({ ...story, dependsOn: story.dependsOn.filter((id) => id !== story.id) })),
  );
  if (cycle)
    report.push({
      where: `story "${shown(cycle[0] ?? '')}", dependsOn`,
      problem: `closes a cycle: ${cycle.map(shown).join(' → ')}`,
    });
}

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

function readTier(value: unknown, named: string, report: PlanProblem[]): Tier {
  if (value === undefined || value === null) return 'standard';
  const tier = TIERS.find((one) => one === value);
  if (!tier) report.push({ where: `${named}, tier`, problem: `must be one of ${TIERS.join(', ')}` });
  return tier ?? 'standard';
}

function readRoute(value: unknown, where: string, report: PlanProblem[]): Route | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) {
    report.push({ where, problem: 'must be an object with a backend' });
    return undefined;
  }
  const field = reader(where, value, report);
  const backend: BackendName | undefined = BACKENDS.find((name) => name === value['backend']);
  if (!backend) report.push({ where: `${where}.backend`, problem: `must be one of ${BACKENDS.join(', ')}` });
  const effort: Effort | undefined = EFFORTS.find((name) => name === value['effort']);
  if (value['effort'] !== undefined && !effort)
    report.push({ where: `${where}.effort`, problem: `must be one of ${EFFORTS.join(', ')}` });
  const model = field.text('model', '');
  const endpoint = field.text('endpoint', '');
  return (
    backend && { backend, ...(model && { model }), ...(effort && { effort }), ...(endpoint && { endpoint }) }
  );
}

/** `true`, or what it may take at the most: `{ "usd": 2, "minutes": 30 }`. */
function readPersistence(value: unknown, where: string, report: PlanProblem[]): Persistence | undefined {
  if (value === undefined || value === null || value === false) return undefined;
  if (value === true) return {};
  if (!isRecord(value)) {
    report.push({ where, problem: 'must be true, or an object with usd, minutes or both' });
    return undefined;
  }
  const { usd, minutes } = value;
  for (const [name, amount] of Object.entries({ usd, minutes }))
    if (amount !== undefined && !isAmount(amount))
      report.push({ where: `${where}.${name}`, problem: 'must be a number above 0' });
  return { ...(isAmount(usd) ? { usd } : {}), ...(isAmount(minutes) ? { minutes } : {}) };
}

/** Why a path may not be touched: it leaves the repository, or might. */
export function leaves(path: string): string | undefined {
  if (path.includes('\0')) return 'holds a NUL character';
  if (/^[/\\]/.test(path)) return 'is absolute; use a path relative to the repository';
  if (/^[a-zA-Z]:/.test(path)) return 'names a drive; use a path relative to the repository';
  if (path.startsWith('~')) return 'starts with ~; use a path relative to the repository';
  if (path.split(/[/\\]/).includes('..')) return 'leaves the repository';
  return path.trim() === '' ? 'is empty' : undefined;
}

function warnUnknown(where: string, value: object, known: readonly string[], warnings: PlanProblem[]): void {
  for (const key of Object.keys(value))
    if (!known.includes(key)) warnings.push({ where, problem: `"${shown(key)}" is unknown and ignored` });
}
