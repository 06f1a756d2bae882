/** What the source yields until it ends, or until the abort: a source that does not listen is left behind. */
export async function* untilAborted<T>(
  source: AsyncGenerator<T, void>,
  abort: AbortSignal,
): AsyncGenerator<T, void> {
  let stop = () => {};
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    if (abort.aborted) stop();
    abort.addEventListener('abort', stop, { once: true });
  });
  try {
    for (;;) {
      const next = source.next();
      next.catch(() => {}); // it may break when nobody waits for it any more
      const step = await Promise.race([next, aborted]);
      if (!step || step.done) return;
      yield step.value;
    }
  } finally {
    abort.removeEventListener('abort', stop);
    source.return().catch(() => {});
  }
}
