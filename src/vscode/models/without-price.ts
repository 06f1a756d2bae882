import type { Progress } from '../../engine/backend.ts';

/** The editor says neither what a request took nor who pays for it, so neither is presumed. */
export async function* withoutPrice<T>(thinking: AsyncGenerator<Progress, T>): AsyncGenerator<Progress, T> {
  for (;;) {
    const { done, value } = await thinking.next();
    if (done) return value;
    yield value.type === 'usage' ? { ...value, tokens: null, billing: 'unknown' } : value;
  }
}
