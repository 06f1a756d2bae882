import type { Entry } from '../src/model/events.ts';
import type { View } from '../src/model/view.ts';
import type { Host } from './host.ts';
import { Recording } from './recording.ts';

const PAGE = 2000;
export const SPEEDS = [1, 4, 16, 64] as const;
export type Speed = (typeof SPEEDS)[number];

/** Shows the run as it was at any moment, and plays it. Entries are fetched when they are first wanted. */
export class Replay {
  /** The view at the moment that was picked; undefined while the dashboard shows what is true now. */
  shown: View | undefined = $state.raw();
  /** The moment that is shown, in milliseconds since 1970. */
  at = $state.raw(0);
  playing = $state.raw(false);
  speed: Speed = $state.raw(1);
  /** How many entries are here; changes whenever the recording does. */
  loaded = $state.raw(0);
  problem: string | undefined = $state.raw();

  recording = new Recording();
  readonly #host: Host;
  readonly #live: () => View;
  #loading: Promise<void> | undefined;
  #played = 0;
  /** Counts what the person asked to see. */
  #turn = 0;

  constructor(host: Host, live: () => View) {
    this.#host = host;
    this.#live = live;
  }

  restart(): void {
    this.recording = new Recording();
    this.loaded = 0;
    this.#loading = undefined;
    this.leave();
  }

  append(entries: readonly Entry[]): void {
    if (this.loaded === 0 && entries[0]?.seq !== 1) return;
    this.recording.append(entries);
    this.loaded = this.recording.entries.length;
  }

  load(): Promise<void> {
    if (this.#loading) return this.#loading;
    const loading = this.#fetch()
      .catch((error: unknown) => {
        this.problem = error instanceof Error ? error.message : String(error);
      })
      .finally(() => {
        if (this.#loading === loading) this.#loading = undefined;
      });
    this.#loading = loading;
    return loading;
  }

  async #fetch(): Promise<void> {
    const { recording } = this;
    while (recording === this.recording && recording.entries.length < this.#live().seq) {
      const from = recording.entries.length + 1;
      const { entries } = await this.#host.ask({ type: 'entries', from, to: from + PAGE - 1 });
      recording.append(entries);
      if (recording.entries.length < from) return;
      if (recording === this.recording) this.loaded = recording.entries.length;
    }
  }

  /** False where the person was elsewhere before it could be shown. */
  async show(time: number): Promise<boolean> {
    const turn = ++this.#turn;
    this.at = time;
    await this.load();
    if (turn !== this.#turn) return false;
    this.shown = this.recording.viewAfter(this.recording.countAt(this.at));
    return true;
  }

  leave(): void {
    this.#turn++;
    this.playing = false;
    this.shown = undefined;
  }

  /** Plays from the moment shown, or from the start; `end` is where it stops. */
  async play(from: number, end: number): Promise<void> {
    if (!(await this.show(from))) return;
    this.playing = true;
    this.#played = performance.now();
    const step = (now: number) => {
      if (!this.playing) return;
      this.at = Math.min(end, this.at + (now - this.#played) * this.speed);
      this.#played = now;
      this.shown = this.recording.viewAfter(this.recording.countAt(this.at));
      if (this.at >= end) this.playing = false;
      else requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }
}
