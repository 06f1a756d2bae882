/** Settles with the work, or at the abort; work that fails because of the abort has not failed. */
export async function orAborted(work: Promise<void>, abort: AbortSignal): Promise<void> {
  const settled = work.catch((error: unknown) => {
    if (!abort.aborted) throw error;
  });
  if (abort.aborted) return;
  let stop = () => {};
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
    abort.addEventListener('abort', stop, { once: true });
  });
  try {
    await Promise.race([settled, aborted]);
  } finally {
    abort.removeEventListener('abort', stop);
  }
}
