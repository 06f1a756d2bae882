/**
 * What stands in the way of a job from outside the run, and is a person's to take away: a full disk, a branch that
 * somebody has checked out, judges that say nothing. A job that throws one has not failed: the run pauses, and the job
 * begins again when it goes on.
 */
export class Obstacle extends Error {
  /** A word for programs; the message is for people, and says what to do. */
  readonly reason: string;

  constructor(reason: string, message: string) {
    super(message);
    this.reason = reason;
  }
}
