/** A test runner for inside the extension host: what Node's own and others do not get along with there. */
type Test = { readonly name: string; readonly body: () => Promise<void> };

const tests: Test[] = [];
const testMilliseconds = 180_000;

export const test = (name: string, body: () => Promise<void>): void => {
  tests.push({ name, body });
};

/** Called by VS Code; a rejection makes it exit with 1. */
export const run = async (): Promise<void> => {
  let failed = 0;
  for (const { name, body } of tests) {
    try {
      await withinTime(body());
      console.log(`ok ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`not ok ${name}\n${(error instanceof Error && error.stack) || error}`);
    }
  }
  console.log(`${tests.length - failed} passed, ${failed} failed`);
  if (failed > 0 || tests.length === 0) throw new Error('Not every test passed.');
};

const withinTime = async (work: Promise<void>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`It took more than ${testMilliseconds} ms.`)),
      testMilliseconds,
    );
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
};
