/** This machine cannot hold the rig; the message is a sentence that says why. A suite is then skipped, not failed. */
export class CannotRun extends Error {
  override readonly name = 'CannotRun';
}
