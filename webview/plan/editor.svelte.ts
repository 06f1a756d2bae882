import { findCycle } from '../../src/model/graph.ts';
import type { Plan, StoryBrief } from '../../src/model/plan.ts';
import { storyOf } from '../../src/model/questions.ts';
import { parseRoute } from '../../src/model/route.ts';
import type { ProposedPlan } from '../../src/model/view.ts';
import { edgeId } from '../graph/geometry.ts';
import type { KeptDraft, Run } from '../run.svelte.ts';
import { count } from '../words.ts';
import { sameStories } from './differences.ts';
import { broughtTo, type Draft, draftOf, isChanged } from './draft.ts';
import { addStory, changeStory, connect, cut, removeStory, splitStory } from './edits.ts';
import { type Problem, problemsOf } from './problems.ts';
import { rebaseNotice } from './rebase-notice.ts';
import { Steps } from './steps.svelte.ts';
import { isFrom, versionWhere } from './versions.ts';

/** How long a refused edge stays in sight. */
const SHOWN_MS = 6000;

/** The plan as the person would have it; begun by the first change, sent as a whole. */
export class PlanEditor {
  /** The edges of the cycle that an edge would have closed. */
  cycle: ReadonlySet<string> = $state.raw(new Set<string>());
  /** The version before the one proposed. */
  previous: ProposedPlan | undefined = $state.raw();

  readonly #run: Run;
  #draft: Draft | undefined = $state.raw();
  /** The drafts before the changes; undefined is the plan as proposed. */
  readonly #steps = new Steps<Draft | undefined>();
  #seen: ProposedPlan | undefined;
  #sent: { readonly plan: Plan; readonly approve: boolean } | undefined = $state.raw();

  constructor(run: Run) {
    this.#run = run;
    run.whenOther(() => this.#forget());
    // what was sent is not there; the changes are, to be sent again
    run.whenRefused((intent) => {
      if (intent === 'edit') this.#sent = undefined;
    });
  }

  get draft(): Plan | undefined {
    return this.#draft?.plan;
  }

  readonly problems: readonly Problem[] = $derived.by(() => (this.#draft ? problemsOf(this.#draft) : []));

  /** Why the plan cannot be saved or approved now. */
  get blocked(): string | undefined {
    const many = this.problems.length;
    if (many > 0) return `Mend the ${many === 1 ? 'problem' : count(many, 'problem')} first`;
    return this.#sent && 'The changes are on their way';
  }

  get undoable(): boolean {
    return this.#steps.any;
  }

  /** What is on the branch is not planned anew. */
  settled(id: string): boolean {
    return storyOf(this.#run.live, id)?.outcome === 'integrated';
  }

  begin(): void {
    this.#put(this.#current());
  }

  undo(): void {
    if (!this.undoable) return;
    const [now, before] = [this.#draft, this.#steps.takeBack()];
    if (before) this.#bringUp(before, now === undefined);
    else this.#put(undefined);
  }

  change(id: string, to: Partial<StoryBrief>): void {
    this.#edit((plan) => changeStory(plan, id, to), `${id} ${Object.keys(to)}`);
  }

  /** What was typed as a story's route: kept as it is where it is none, to be mended. */
  typeRoute(id: string, text: string): void {
    const route = text.trim() ? parseRoute(text) : undefined;
    const wrong = route && 'problem' in route;
    this.#change((draft) => {
      const { [id]: _, ...others } = draft.routes;
      return wrong
        ? { ...draft, routes: { ...others, [id]: text } }
        : { ...draft, plan: changeStory(draft.plan, id, { route }), routes: others };
    }, `${id} route`);
  }

  /** The story's route as it stands in the field, where it is none. */
  wrongRoute(id: string): string | undefined {
    return this.#draft?.routes[id];
  }

  add(): void {
    this.#edit((plan) => {
      const added = addStory(plan);
      this.#run.select(added.id);
      return added.plan;
    });
  }

  split(id: string): void {
    this.#edit((plan) => {
      const parted = splitStory(plan, id);
      this.#run.select(parted.id);
      return parted.plan;
    });
  }

  remove(id: string): void {
    if (this.#run.selected === id) this.#run.select(undefined);
    this.#edit((plan) => removeStory(plan, id));
  }

  /** An edge that would close a cycle is refused, and the cycle is shown. */
  connect(source: string, target: string): void {
    const plan = this.#current()?.plan;
    if (!plan || source === target || this.settled(target)) return;
    const next = connect(plan, source, target);
    const cycle = findCycle(next.stories);
    if (!cycle) {
      this.#edit(() => next);
      return;
    }
    const title = (id: string) => plan.stories.find((story) => story.id === id)?.title ?? id;
    this.#run.notice(`That edge would close a cycle: ${[...cycle].reverse().map(title).join(' → ')}.`);
    const refused = new Set(cycle.slice(1).map((id, index) => edgeId(id, cycle[index] ?? '')));
    this.cycle = refused;
    setTimeout(() => {
      if (this.cycle === refused) this.cycle = new Set();
    }, SHOWN_MS);
  }

  cut(source: string, target: string): void {
    this.#edit((plan) => cut(plan, source, target));
  }

  /** Can be undone. */
  discard(): void {
    if (this.#draft && isChanged(this.#draft)) this.#steps.keep(this.#draft);
    this.#sent = undefined;
    this.#put(undefined);
  }

  save(approve = false): void {
    const { proposed } = this.#run.live.phase;
    if (this.#draft) {
      this.#sent = { plan: this.#draft.plan, approve };
      this.#run.intend({ type: 'edit', version: this.#draft.of.version, plan: this.#draft.plan });
    } else if (approve && proposed) this.#run.intend({ type: 'approve', version: proposed.version });
  }

  /** Watches for new versions: what was sent has arrived, other changes are put on top of them. */
  follow(): void {
    const { proposed } = this.#run.live.phase;
    if (proposed === this.#seen) return;
    const before = this.#seen;
    this.#seen = proposed;
    if (!proposed) return;
    if (before && before.version < proposed.version) this.previous = before;
    else if (!before && proposed.version > 1) void this.#findPrevious(proposed.version);
    if (!this.#draft) this.#takeUp(proposed);
    else if (proposed.version > this.#draft.of.version) this.#keepUp(this.#draft);
  }

  #keepUp(draft: Draft): void {
    const sent = this.#sent;
    this.#sent = undefined; // it is in the new version, or came too late for it and is refused
    if (!sent || !isFrom(sent.plan, this.#run.live.phase)) {
      this.#bringUp(draft, true);
      return;
    }
    this.#steps.forget();
    // what was changed since it was sent is a change of what has arrived
    if (draft.plan === sent.plan) this.#put(undefined);
    else this.#bringUp({ ...draft, of: { ...draft.of, ...sent.plan } });
    const { proposed } = this.#run.live.phase;
    if (sent.approve && proposed) this.#run.intend({ type: 'approve', version: proposed.version });
  }

  /** Nothing of one run's plan is another's. */
  #forget(): void {
    this.#sent = undefined;
    this.#steps.forget();
    this.#put(undefined);
    this.previous = undefined;
    this.#seen = undefined;
  }

  async #findPrevious(than: number): Promise<void> {
    const found = await versionWhere(this.#run.replay, (version) => version < than);
    this.previous ??= found;
  }

  #edit(edit: (plan: Plan) => Plan, what = ''): void {
    this.#change((draft) => ({ ...draft, plan: edit(draft.plan) }), what);
  }

  #change(change: (draft: Draft) => Draft, what: string): void {
    const draft = this.#current();
    if (!draft) return;
    this.#steps.keep(this.#draft, what);
    this.#put(change(draft));
  }

  #put(draft: Draft | undefined): void {
    const runId = this.#run.live.run?.id ?? '';
    this.#draft = draft;
    this.#run.draft = draft && { runId, version: draft.of.version, plan: draft.plan, routes: draft.routes };
    this.#run.keep();
  }

  /** Makes a draft one of the plan as it is proposed now; it ends where nothing is left of its changes. */
  #bringUp(draft: Draft, tell = false): void {
    const { proposed } = this.#run.live.phase;
    if (!proposed) return;
    if (proposed.version === draft.of.version) {
      this.#put(draft);
      return;
    }
    const brought = broughtTo(draft, proposed, (id) => this.settled(id));
    const left = isChanged(brought.draft);
    this.#put(left || !isChanged(draft) ? brought.draft : undefined);
    const { selected } = this.#run;
    const renamed = brought.renamed.get(selected ?? '');
    if (renamed) this.#run.select(renamed);
    else if (has(draft.plan, selected) && !has(brought.draft.plan, selected)) this.#run.select(undefined);
    if (tell && isChanged(draft) && !sameStories(draft.of.stories, proposed.stories))
      this.#run.notice(rebaseNotice(brought, left));
  }

  /** What was being changed when the webview was hidden. */
  #takeUp(proposed: ProposedPlan): void {
    const kept = this.#run.draft;
    if (!kept || kept.runId !== this.#run.live.run?.id) return;
    if (kept.version === proposed.version)
      this.#draft = { of: proposed, plan: kept.plan, routes: kept.routes ?? {} };
    else if (kept.version < proposed.version) void this.#takeUpLater(kept);
  }

  async #takeUpLater(kept: KeptDraft): Promise<void> {
    const of = await versionWhere(this.#run.replay, (version) => version === kept.version);
    if (!of || this.#draft || this.#run.draft !== kept) return;
    this.#bringUp({ of, plan: kept.plan, routes: kept.routes ?? {} }, true);
  }

  /** What the next change is made to. */
  #current(): Draft | undefined {
    const { run, phase } = this.#run.live;
    return this.#draft ?? (run && phase.proposed && draftOf(run.goal, phase.proposed));
  }
}

const has = ({ stories }: Plan, wanted: string | undefined) => stories.some(({ id }) => id === wanted);
