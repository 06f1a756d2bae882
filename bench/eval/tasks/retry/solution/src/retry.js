/** Waits for some milliseconds. */
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Does the work until it succeeds, at most so many times, with waits that double in between. */
export async function retry(work, { times, waitMs, mostMs, sleep: wait = sleep, signal }) {
  for (let number = 1; ; number++) {
    signal?.throwIfAborted();
    try {
      return await work(number);
    } catch (error) {
      if (number >= times) throw error;
    }
    signal?.throwIfAborted();
    await wait(Math.min(mostMs, waitMs * 2 ** (number - 1)));
  }
}
