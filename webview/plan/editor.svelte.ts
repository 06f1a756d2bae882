import { findCycle } from '../../src/model/graph.ts';
import type { Plan, StoryBrief } from '../../src/model/plan.ts';
import { storyOf } from '../../src/model/questions.ts';
import type { PlanProblem } from '../../src/model/read-fields.ts';
import { validatePlan } from '../../src/model/validate-plan.ts';
import type { ProposedPlan } from '../../src/model/view.ts';
import { edgeId } from '../graph/geometry.ts';
import type { Run } from '../run.svelte.ts';
import { addStory, changeStory, connect, cut, removeStory, splitStory } from './edits.ts';

/** How long a refused edge stays in sight. */
const SHOWN_MS = 6000;

/** The plan as the person would have it; begun by the first change, sent as a whole. */
export class PlanEditor {
  draft: Plan | undefined = $state.raw();
  /** The edges of the cycle that an edge would have closed. */
  cycle: ReadonlySet<string> = $state.raw(new Set<string>());
  /** The version before the one proposed. */
  previous: ProposedPlan | undefined = $state.raw();

  /** The drafts that were changed, the last change's last; undefined is the plan as proposed. */
  #earlier: readonly (Plan | undefined)[] = $state.raw([]);
  /** What was changed last: further letters in the same field are the same change. */
  #changed = '';

  readonly #run: Run;
  #from = 0;
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

  get stories(): readonly StoryBrief[] | undefined {
    return this.draft?.stories;
  }

  get waiting(): boolean {
    return this.#sent !== undefined;
  }

  readonly problems: readonly PlanProblem[] = $derived.by(() => {
    if (!this.draft) return [];
    const read = validatePlan(this.draft);
    return 'problems' in read ? read.problems : [];
  });

  get undoable(): boolean {
    return this.#earlier.length > 0;
  }

  /** What is on the branch is not planned anew. */
  settled(id: string): boolean {
    return storyOf(this.#run.live, id)?.outcome === 'integrated';
  }

  begin(): void {
    this.#put(this.draft ?? this.#proposed());
  }

  undo(): void {
    if (!this.undoable) return;
    const draft = this.#earlier.at(-1);
    this.#earlier = this.#earlier.slice(0, -1);
    this.#changed = '';
    this.#put(draft);
  }

  change(id: string, to: Partial<StoryBrief>): void {
    this.#edit((plan) => changeStory(plan, id, to), `${id} ${Object.keys(to)}`);
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
    const plan = this.draft ?? this.#proposed();
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

  discard(): void {
    this.#sent = undefined;
    this.#earlier = [];
    this.#changed = '';
    this.#put(undefined);
  }

  save(approve = false): void {
    if (!this.draft) {
      const { proposed } = this.#run.live.phase;
      if (approve && proposed) this.#run.intend({ type: 'approve', version: proposed.version });
      return;
    }
    this.#sent = { plan: this.draft, approve };
    this.#run.intend({ type: 'edit', version: this.#from, plan: this.draft });
  }

  /** Watches for new versions: what was sent has arrived, and the one before is kept for comparison. */
  follow(): void {
    const { proposed } = this.#run.live.phase;
    if (proposed === this.#seen) return;
    const before = this.#seen;
    this.#seen = proposed;
    if (!proposed) return;
    this.#takeUp(proposed.version);
    if (before && before.version < proposed.version) this.previous = before;
    else if (!before && proposed.version > 1) void this.#findPrevious(proposed.version);
    const sent = this.#sent;
    if (sent && proposed.by === 'person' && idsOf(proposed) === idsOf(sent.plan)) {
      this.discard();
      if (sent.approve) this.#run.intend({ type: 'approve', version: proposed.version });
    } else if (this.draft && proposed.version > this.#from) {
      this.#run.notice(
        'The plan has a new version; your changes were made to the one before and are not part of it.',
      );
      this.discard();
    }
  }

  /** Nothing of one run's plan is another's. */
  #forget(): void {
    this.discard();
    this.previous = undefined;
    this.#seen = undefined;
  }

  async #findPrevious(version: number): Promise<void> {
    const { replay } = this.#run;
    await replay.load();
    const at = replay.recording.entries.findLastIndex(
      ({ event }) => event.type === 'plan.proposed' && event.version < version,
    );
    if (at >= 0) this.previous ??= replay.recording.viewAfter(at + 1).phase.proposed;
  }

  #edit(edit: (plan: Plan) => Plan, what = ''): void {
    const plan = this.draft ?? this.#proposed();
    if (!plan) return;
    if (!what || what !== this.#changed) this.#earlier = [...this.#earlier, this.draft];
    this.#changed = what;
    this.#put(edit(plan));
  }

  #put(plan: Plan | undefined): void {
    const runId = this.#run.live.run?.id ?? '';
    this.draft = plan;
    this.#run.draft = plan && { runId, version: this.#from, plan };
    this.#run.keep();
  }

  /** What was being changed when the webview was hidden, if it still is what is proposed. */
  #takeUp(version: number): void {
    const kept = this.#run.draft;
    if (!kept || this.draft || kept.runId !== this.#run.live.run?.id || kept.version !== version) return;
    this.#from = version;
    this.draft = kept.plan;
  }

  #proposed(): Plan | undefined {
    const { run, phase } = this.#run.live;
    const { proposed } = phase;
    if (!run || !proposed) return undefined;
    this.#from = proposed.version;
    const { stories, requirements, summary, decisions, assumptions, questions } = proposed;
    return { goal: run.goal, summary, decisions, requirements, assumptions, questions, stories };
  }
}

const idsOf = ({ stories }: { readonly stories: readonly StoryBrief[] }) =>
  stories
    .map(({ id }) => id)
    .sort()
    .join(' ');
