/** The exit code when something ends us early: a signal, a parent that has gone, or the time limit. */
export const interruption = (timeoutSeconds: number): Promise<number> =>
  new Promise((resolve) => {
    process.on('SIGINT', () => resolve(130));
    process.on('SIGTERM', () => resolve(143));
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && resolve(143), 1_000).unref();
    setTimeout(() => {
      console.error(`The tests did not end within ${timeoutSeconds} seconds.`);
      resolve(98);
    }, timeoutSeconds * 1_000).unref();
  });
