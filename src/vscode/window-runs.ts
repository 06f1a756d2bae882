import type { Entry } from '../model/events.ts';
import type { Intent } from '../model/intents.ts';
import type { Answers, RunSummary } from '../model/protocol.ts';
import { waitsForPerson } from '../model/run-state.ts';
import { reasonOf } from '../run/reason-of.ts';
import type { NoRuns, OpenRun, Runs } from '../run/seam.ts';
import type { Memory, NamedRun } from './memory.ts';
import { type RepositoriesGiven, repositories } from './repositories.ts';
import { Told } from './told.ts';
import { watchFrom } from './watch-from.ts';

/** A run that this window holds open, and the repository folder it was opened from. */
export type HeldRun = { readonly run: OpenRun; readonly folder: string };
export type Appended = HeldRun & { readonly entries: readonly Entry[] };

type Given = RepositoriesGiven & {
  readonly memory: Memory;
  readonly log: (line: string) => void;
  /** A run that cannot go on here, because its log cannot be written. */
  readonly broke: (held: HeldRun, reason: string) => void;
};

/** How long views may lag behind a run: they are redrawn ten times a second at the most. */
const REDRAW_MS = 100;

/** After these another set of runs would have to be taken up. */
const REMEMBERED: ReadonlySet<string> = new Set(['run.completed', 'run.stopped', 'run.reopened']);

/** The runs that this window holds open, of which one is the current: the one that every view shows. */
export class WindowRuns {
  readonly changed: Told<void>;
  readonly appended: Told<Appended>;
  /** A run that was held open is let go of. */
  readonly gone: Told<HeldRun>;
  /** The runs of a folder's repository. A folder that has none is asked again next time. */
  readonly of: (folder: string) => Promise<Runs | NoRuns>;
  readonly #given: Given;
  readonly #held = new Map<string, HeldRun & { readonly unwatch: () => void }>();
  #toTakeUp: readonly NamedRun[] = [];
  /** Those of them that another process works on: they are taken up when it lets go. */
  readonly #awaited = new Set<string>();
  #current: string | undefined;
  #selected: string | undefined;
  #redraw: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(given: Given) {
    const failed = (error: unknown) => given.log(`A view failed: ${String(error)}`);
    this.#given = given;
    this.of = repositories(given);
    this.changed = new Told(failed);
    this.appended = new Told(failed);
    this.gone = new Told(failed);
  }

  get current(): HeldRun | undefined {
    return this.#current === undefined ? undefined : this.#held.get(this.#current);
  }

  /** The story that was looked at last in the current run; commands begin with it. */
  get selected(): string | undefined {
    return this.#selected;
  }

  select(storyId: string | undefined): void {
    this.#selected = storyId;
    this.#redrawSoon();
  }

  all(): readonly HeldRun[] {
    return [...this.#held.values()];
  }

  held(runId: string): HeldRun | undefined {
    return this.#held.get(runId);
  }

  refusal(folder: string): string | undefined {
    return this.#given.refusal?.(folder);
  }

  async list(folder: string): Promise<readonly RunSummary[]> {
    const runs = await this.of(folder);
    return 'problem' in runs ? [] : runs.list();
  }

  async routes(folder: string): Promise<Answers['routes']['routes']> {
    const runs = await this.of(folder);
    return 'problem' in runs ? [] : (await runs.routes()).routes;
  }

  /** Brings a run before the person, opening it where it is not open yet. */
  async show(folder: string, runId: string): Promise<HeldRun | { readonly problem: string }> {
    const held = this.#held.get(runId);
    if (held) {
      this.#makeCurrent(runId);
      return held;
    }
    const runs = await this.of(folder);
    if ('problem' in runs) return runs;
    const run = await runs.open(runId);
    return 'problem' in run ? run : this.hold(run, folder);
  }

  /**
   * Passes on what a person asks of a run. One that nobody works on is taken over for it; one that another process
   * works on is asked through that.
   */
  async send(held: HeldRun, intent: Intent): Promise<{ readonly ok: true } | { readonly refused: string }> {
    const now = this.#held.get(held.run.id) ?? held; // it may have been taken over since it was looked at
    const { run } = now;
    if (run.live || !run.idle) {
      const answer = await run.send(intent);
      if ('ok' in answer || run.live || !run.idle) return answer;
    }
    const taken = await this.#takeOver(now, intent);
    if ('problem' in taken) return { refused: taken.problem };
    this.#makeCurrent(taken.id);
    // somebody else has taken it meanwhile, and has not heard of this
    return taken.live ? { ok: true } : taken.send(intent);
  }

  async #takeOver({ run, folder }: HeldRun, then: Intent | 'nothing' | undefined) {
    const runs = await this.of(folder);
    if ('problem' in runs) return runs;
    const taken = await runs.resume(run.id, then);
    if (!('problem' in taken)) this.#put(taken, folder);
    return taken;
  }

  /** Takes a run that was just opened, and makes it the current. */
  hold(run: OpenRun, folder: string): HeldRun {
    const held = this.#put(run, folder);
    this.#makeCurrent(run.id);
    return held;
  }

  #put(run: OpenRun, folder: string): HeldRun {
    const known = this.#held.get(run.id);
    known?.unwatch();
    if (known && known.run !== run && !known.run.live) void known.run.close();
    const held = { run, folder };
    const hear = (entries: readonly Entry[]) => {
      if (entries.length > 0) this.appended.tell({ ...held, entries });
      if (entries.some(({ event }) => REMEMBERED.has(event.type))) this.#remember();
      if ((run.idle || !isUnderWay(run)) && this.#awaited.delete(run.id))
        void this.#takeUp(run.id, async () => held);
      this.#redrawSoon();
    };
    const unwatch = watchFrom(run, known?.run.view.seq ?? run.view.seq, hear);
    run.over.catch((error) => this.#given.broke(held, reasonOf(error)));
    this.#held.set(run.id, { ...held, unwatch });
    this.#remember();
    this.#redrawSoon();
    return held;
  }

  /** Takes up what this window owned when it was closed; what somebody else works on, as soon as they let go of it. */
  async takeUp(): Promise<void> {
    this.#toTakeUp = this.#given.memory.get();
    for (const { folder, runId } of this.#toTakeUp) {
      if (this.#closed) return;
      await this.#takeUp(runId, () => this.show(folder, runId));
    }
  }

  async #takeUp(runId: string, find: () => ReturnType<WindowRuns['show']>): Promise<void> {
    const problem = await find()
      .then((held) => ('problem' in held ? held.problem : this.#goOnWith(held)))
      .catch(String);
    if (problem !== undefined) this.#given.log(`Run ${runId} could not be taken up: ${problem}`);
    if (this.#awaited.has(runId)) return;
    this.#toTakeUp = this.#toTakeUp.filter((one) => one.runId !== runId);
    this.#remember();
  }

  async #goOnWith(held: HeldRun): Promise<string | undefined> {
    const { run, folder } = held;
    if (run.live || !isUnderWay(run)) return undefined;
    if (!run.idle) {
      this.#awaited.add(run.id);
      return undefined;
    }
    const { paused, obstacle } = run.view.brakes;
    const asked = paused !== undefined && obstacle === undefined; // such a pause ends when a person says so
    const taken = await this.#takeOver(held, asked ? 'nothing' : undefined);
    return 'problem' in taken ? taken.problem : this.#goOnWith({ run: taken, folder });
  }

  /** Runs that are owned here and could go on without a person. */
  underWay(): readonly HeldRun[] {
    return this.all().filter(
      ({ run }) => run.live && isUnderWay(run) && waitsForPerson(run.view) === undefined,
    );
  }

  /** Lets go of everything; runs that were owned here stay in the memory, to be taken up again. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#redraw);
    const held = [...this.#held.values()];
    this.#held.clear();
    await Promise.all(
      held.map(({ run, unwatch }) => {
        unwatch();
        return run.close();
      }),
    );
  }

  #makeCurrent(runId: string): void {
    if (this.#current !== runId) this.#selected = undefined;
    this.#current = runId;
    this.#remember();
    for (const { run } of this.all())
      if (run.id !== runId && !this.#awaited.has(run.id) && !(run.live && isUnderWay(run)))
        void this.#drop(run.id);
    this.#redrawSoon();
  }

  async #drop(runId: string): Promise<void> {
    const held = this.#held.get(runId);
    if (!held) return;
    this.#held.delete(runId);
    held.unwatch();
    this.gone.tell(held);
    await held.run.close().catch((error) => this.#given.log(`Closing run ${runId} failed: ${String(error)}`));
  }

  /** The current run comes last, so that it is the current one again when all are taken up. */
  #remember(): void {
    if (this.#closed) return;
    const owned = this.all()
      .filter(({ run }) => run.live && isUnderWay(run))
      .map(({ run, folder }) => ({ folder, runId: run.id }))
      .sort((a, b) => Number(a.runId === this.#current) - Number(b.runId === this.#current));
    const left = this.#toTakeUp.filter(({ runId }) => owned.every((one) => one.runId !== runId));
    this.#given.memory.set([...left, ...owned]);
  }

  #redrawSoon(): void {
    this.#redraw ??= setTimeout(() => {
      this.#redraw = undefined;
      this.changed.tell();
    }, REDRAW_MS);
  }
}

export const isUnderWay = ({ view }: OpenRun) => !view.ending.completed && !view.brakes.stopped;
