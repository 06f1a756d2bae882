import { findCycle } from '../../src/model/graph.ts';
import type { Plan, StoryBrief } from '../../src/model/plan.ts';
import { differing } from './differences.ts';
import { connect, freeId, removeStory, withStories } from './edits.ts';

/** What a person's changes to one version of a plan are on a later one. */
export type Rebased = {
  readonly plan: Plan;
  /** The ids of added stories that the later version gave to others: old to new. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Stories whose change is left out, as they are not in the later version or are settled. */
  readonly lost: readonly StoryBrief[];
  /** Stories of which both changed the same: the person's holds. */
  readonly both: readonly StoryBrief[];
  /** Edges that were drawn and would close a cycle now, as the titles of their ends. */
  readonly refused: readonly (readonly [source: string, target: string])[];
};

/** Puts what `mine` changes about `before` on top of `now`, story by story and field by field. */
export function rebase(mine: Plan, before: Plan, now: Plan, settled: (id: string) => boolean): Rebased {
  const [wanted, was, is] = [byId(mine), byId(before), byId(now)];
  const open = ({ id }: StoryBrief) => is.has(id) && !settled(id);
  const removed = before.stories.filter(({ id }) => !wanted.has(id) && is.has(id));
  const changed = mine.stories.flatMap((story) => {
    const old = was.get(story.id);
    return old && differing(story, old).length > 0 ? [{ story, old, theirs: is.get(story.id) ?? old }] : [];
  });
  const added = mine.stories.filter(({ id }) => !was.has(id) && !same(wanted.get(id), is.get(id)));
  const renamed = newIds(added, is, wanted);
  const kept = changed.filter(({ story }) => open(story));

  const merged = new Map(kept.map((change) => [change.story.id, change]));
  const rest = removed.filter(open).reduce((plan, { id }) => removeStory(plan, id), now);
  const base = withStories(rest, [
    ...rest.stories.map((story) => {
      const change = merged.get(story.id);
      return change ? merge(change, story.dependsOn) : story;
    }),
    ...added.map((story) => ({ ...story, id: renamed.get(story.id) ?? story.id, dependsOn: [] })),
  ]);

  const here = byId(base);
  const news = now.stories.flatMap(({ id }) => (was.has(id) ? [] : [id]));
  /** What stands for a story now: itself, what came in its place, else what it was built on. */
  const standsFor = (id: string): readonly string[] => {
    const own = renamed.get(id) ?? id;
    if (here.has(own)) return [own];
    return !is.has(id) && news.length > 0 ? news : (was.get(id)?.dependsOn ?? []).flatMap(standsFor);
  };
  const refused: (readonly [string, string])[] = [];
  let plan = base;
  for (const { id, title, dependsOn } of [...kept.map(({ story }) => story), ...added])
    for (const source of without(dependsOn, was.get(id)?.dependsOn).flatMap(standsFor)) {
      const next = connect(plan, source, renamed.get(id) ?? id);
      if (findCycle(next.stories)) refused.push([here.get(source)?.title ?? source, title]);
      else plan = next;
    }
  const requirements = plan.requirements.map((one) => {
    const more = without(coversOf(mine, one.id), coversOf(before, one.id)).flatMap(standsFor);
    return { ...one, stories: [...new Set([...one.stories, ...more])] };
  });
  return {
    plan: { ...plan, requirements },
    renamed,
    lost: [
      ...changed.flatMap(({ story, theirs }) =>
        open(story) || same(edgeless(story), edgeless(theirs)) ? [] : [story],
      ),
      ...removed.filter((story) => !open(story)),
    ],
    both: kept.filter(isContested).map(({ story }) => story),
    refused,
  };
}

/** A story as the person has it, as both had it before, and as the later version has it. */
type Change = { readonly story: StoryBrief; readonly old: StoryBrief; readonly theirs: StoryBrief };

const edgeless = (story: StoryBrief): StoryBrief => ({ ...story, dependsOn: [] });

/** The fields that the person changed, on top of the others; edges that were drawn come later. */
function merge({ story, old, theirs }: Change, dependsOn: readonly string[]): StoryBrief {
  const own = Object.fromEntries(differing(story, old).map((field) => [field, story[field]]));
  return { ...theirs, ...own, dependsOn: without(dependsOn, without(old.dependsOn, story.dependsOn)) };
}

const isContested = ({ story, old, theirs }: Change) => {
  const changedThere = differing(edgeless(theirs), edgeless(old));
  const different = differing(edgeless(story), edgeless(theirs));
  return differing(edgeless(story), edgeless(old)).some(
    (field) => changedThere.includes(field) && different.includes(field),
  );
};

/** Ids for those stories whose own another story has. */
function newIds(added: readonly StoryBrief[], ...others: readonly ReadonlyMap<string, unknown>[]) {
  const [theirs] = others;
  const taken = new Set(others.flatMap((stories) => [...stories.keys()]));
  const renamed = new Map<string, string>();
  for (const { id } of added) {
    if (!theirs?.has(id)) continue;
    const free = freeId(taken, id);
    taken.add(free);
    renamed.set(id, free);
  }
  return renamed;
}

const byId = ({ stories }: Plan): ReadonlyMap<string, StoryBrief> =>
  new Map(stories.map((story) => [story.id, story]));
const same = (one: StoryBrief | undefined, other: StoryBrief | undefined) =>
  one !== undefined && other !== undefined && differing(one, other).length === 0;
const without = (ids: readonly string[], others: readonly string[] = []) =>
  ids.filter((id) => !others.includes(id));
const coversOf = ({ requirements }: Plan, id: string) =>
  requirements.find((one) => one.id === id)?.stories ?? [];
