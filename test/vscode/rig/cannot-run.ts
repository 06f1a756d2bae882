/** This machine cannot hold the rig; the message is a sentence that says why. */
export class CannotRun extends Error {
  override readonly name = 'CannotRun';
}

const { BARO_TEST_VSCODE, CI } = process.env;

/**
 * The reason why a suite is skipped: what it needs cannot be had here, and nobody asked for it by name. Whoever sets
 * BARO_TEST_VSCODE, and every CI, wants the tests run and not left out: there it is a failure.
 */
export const reasonToSkip = (error: unknown): string => {
  if (!(error instanceof CannotRun) || BARO_TEST_VSCODE || CI) throw error;
  console.warn(`SKIPPED: ${error.message}`);
  return error.message;
};
