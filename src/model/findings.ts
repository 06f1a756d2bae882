import type { Finding } from './view.ts';

/** More than this are not kept in mind; the oldest give way. */
const MOST = 400;

/** Findings under change, each text once: the list is copied once, however many come. */
export class FindingChanges {
  readonly #before: readonly Finding[];
  #own: Finding[] | undefined;
  #texts: Set<string> | undefined;

  constructor(before: readonly Finding[]) {
    this.#before = before;
  }

  get list(): readonly Finding[] {
    return this.#own ?? this.#before;
  }

  has(text: string): boolean {
    this.#texts ??= new Set(this.list.map((finding) => finding.text));
    return this.#texts.has(text);
  }

  add(finding: Finding): void {
    if (this.has(finding.text)) return;
    this.#own ??= [...this.#before];
    this.#own.push(finding);
    this.#texts?.add(finding.text);
    const oldest = this.#own.length > MOST ? this.#own.shift() : undefined;
    if (oldest) this.#texts?.delete(oldest.text);
  }
}
