import type { LiveText } from '../src/model/protocol.ts';

/** The most characters kept of what one attempt or phase says right now. */
const MOST = 8_000;

/** What agents say at this moment, by attempt (`story.1`) or phase; the log is the whole story. */
export class LiveTexts {
  #texts: Readonly<Record<string, string>> = $state.raw({});
  #pending = new Map<string, string>();
  #frame = 0;

  of(key: string): string {
    return this.#texts[key] ?? '';
  }

  add(texts: readonly LiveText[]): void {
    for (const { storyId, attempt, phase, text } of texts) {
      const key = storyId ? `${storyId}.${attempt ?? 0}` : phase;
      this.#pending.set(key, ((this.#pending.get(key) ?? '') + text).slice(-MOST));
    }
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      const next = { ...this.#texts };
      for (const [key, text] of this.#pending) next[key] = ((next[key] ?? '') + text).slice(-MOST);
      this.#pending.clear();
      this.#texts = next;
    });
  }

  /** What was said is in the log by now. */
  drop(key: string): void {
    if (!(key in this.#texts)) return;
    const { [key]: _, ...rest } = this.#texts;
    this.#texts = rest;
  }

  clear(): void {
    this.#texts = {};
    this.#pending.clear();
  }
}
