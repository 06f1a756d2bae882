/** What was changed, step by step, so that it can be taken back. */
export class Steps<State> {
  #earlier: readonly State[] = $state.raw([]);
  #changed = '';

  get any(): boolean {
    return this.#earlier.length > 0;
  }

  /** Keeps the state before a change; further letters in the same field are the same change. */
  keep(before: State, changed = ''): void {
    if (!changed || changed !== this.#changed) this.#earlier = [...this.#earlier, before];
    this.#changed = changed;
  }

  /** The state before the last change. There must be one. */
  takeBack(): State {
    const state = this.#earlier.at(-1) as State;
    this.#earlier = this.#earlier.slice(0, -1);
    this.#changed = '';
    return state;
  }

  forget(): void {
    this.#earlier = [];
    this.#changed = '';
  }
}
