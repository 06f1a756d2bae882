/** The most texts that are kept: the one that was left longest ago goes first. */
const MOST = 50;

/** For a field to bind to; emptied where it is sent or discarded. */
export type Unsent = { text: string };

/** What is typed and not sent, by the place that it is for: it outlives its field, and the page. */
export class UnsentTexts {
  #texts: Readonly<Record<string, string>> = $state.raw({});
  readonly #changed: () => void;

  /** `kept` is what was left by an earlier page, of whatever version: what is no text in it is nothing. */
  constructor(kept: unknown, changed: () => void) {
    const texts = typeof kept === 'object' && kept ? Object.entries(kept) : [];
    this.#texts = Object.fromEntries(texts.filter(([, text]) => typeof text === 'string'));
    this.#changed = changed;
  }

  /** To be kept. */
  get texts(): Readonly<Record<string, string>> {
    return this.#texts;
  }

  at(place: string): Unsent {
    const read = () => this.#texts[place] ?? '';
    const write = (text: string) => this.#write(place, text);
    return {
      get text() {
        return read();
      },
      set text(text) {
        write(text);
      },
    };
  }

  #write(place: string, text: string): void {
    const { [place]: _, ...others } = this.#texts;
    this.#texts = text ? Object.fromEntries([...Object.entries(others), [place, text]].slice(-MOST)) : others;
    this.#changed();
  }
}
