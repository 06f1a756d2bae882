/** After a provider said no, one request at a time asks whether it says yes again. */
export class ProbeQueue {
  readonly #suspects = new Map<string, { holder: AbortSignal | undefined; waiting: (() => void)[] }>();

  /** Says that the provider told this question no; whoever else is asking keeps the turn. */
  suspect(provider: string, by: AbortSignal): void {
    const state = this.#suspects.get(provider) ?? { holder: undefined, waiting: [] };
    this.#suspects.set(provider, state);
    if (state.holder === by) this.#release(state);
  }

  healthy(provider: string): void {
    const state = this.#suspects.get(provider);
    this.#suspects.delete(provider);
    for (const go of state?.waiting ?? []) go();
  }

  /** Ends the turn of a question that is over. */
  answered(provider: string, by: AbortSignal): void {
    const state = this.#suspects.get(provider);
    if (state?.holder === by) this.#release(state);
  }

  /** Takes the turn where it is free; else waits, and says so: what was permitted before may not be any more. */
  async hadToWait(provider: string, by: AbortSignal): Promise<boolean> {
    const state = this.#suspects.get(provider);
    if (!state) return false;
    if (state.holder === undefined || state.holder === by) {
      state.holder = by;
      return false;
    }
    await new Promise<void>((done) => {
      const go = () => {
        by.removeEventListener('abort', go);
        done();
      };
      state.waiting.push(go);
      by.addEventListener('abort', go, { once: true });
    });
    return true;
  }

  #release(state: { holder: AbortSignal | undefined; waiting: (() => void)[] }): void {
    state.holder = undefined;
    const waiting = state.waiting.splice(0);
    for (const go of waiting) go();
  }
}
