import type { RunSummary } from '../../model/protocol.ts';
import { summaryOf } from '../../run/summary.ts';
import type { HeldRun } from '../window-runs.ts';
import type { FolderRuns } from './run-rows.ts';

type Given = {
  readonly folders: () => readonly { readonly folder: string; readonly name: string }[];
  /** Reads every log of the folder's repository. */
  readonly list: (folder: string) => Promise<readonly RunSummary[]>;
  readonly held: () => readonly HeldRun[];
};

/**
 * All runs of the window's folders: those it holds open as they are now, the others as they were when somebody last
 * had a reason to read them all from disk.
 */
export class ListedRuns {
  readonly #given: Given;
  #read: ReadonlyMap<string, readonly RunSummary[]> | undefined;
  #reading: Promise<void> | undefined;

  constructor(given: Given) {
    this.#given = given;
  }

  /** Reads them, once however many ask for it meanwhile. */
  read(): Promise<void> {
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** Reads them unless they were read before. */
  async ready(): Promise<void> {
    if (!this.#read) await this.read();
  }

  now(): readonly FolderRuns[] {
    const held = this.#given.held();
    const summaries = new Map(held.map((one) => [one.run.id, summaryOfHeld(one)]));
    return this.#given.folders().map((one) => {
      const read = this.#read?.get(one.folder) ?? [];
      const known = new Set(read.map(({ id }) => id));
      const news = held.filter(({ run, folder }) => folder === one.folder && !known.has(run.id));
      const runs = [...news.map(summaryOfHeld), ...read.map((run) => summaries.get(run.id) ?? run)];
      return { ...one, runs };
    });
  }

  /** Keeps what is known of a run that is about to be let go of. */
  keep(gone: HeldRun): void {
    if (!this.#read) return;
    const read = new Map(this.#read);
    const others = (read.get(gone.folder) ?? []).filter(({ id }) => id !== gone.run.id);
    this.#read = read.set(gone.folder, [summaryOfHeld(gone), ...others]);
  }

  async #readAll(): Promise<void> {
    const folders = this.#given.folders();
    const lists = await Promise.all(folders.map(({ folder }) => this.#given.list(folder)));
    this.#read = new Map(folders.map(({ folder }, at) => [folder, lists[at] ?? []]));
  }
}

const summaryOfHeld = ({ run }: HeldRun): RunSummary =>
  summaryOf({ id: run.id, view: run.view, owned: !run.idle });
