import { Obstacle } from '../engine/obstacle.ts';
import type { At, Job, Participant } from '../engine/participant.ts';
import type { Artifacts, Repository, RunCommand, Workplace } from '../engine/ports.ts';
import { branchTip, plannedStories, settled, storyOf } from '../model/questions.ts';
import type { Evidence, RepositoryMap } from '../model/shapes.ts';
import { clipStart } from '../model/size.ts';
import { type Attempt, attemptKey, type RunInfo, type View } from '../model/view.ts';
import { trailersOf } from './commit-message.ts';

export type Verifying = {
  readonly repository: Pick<Repository, 'prepare' | 'checkout' | 'commits'>;
  readonly runCommand: RunCommand;
  readonly artifacts: Artifacts;
  readonly countTests: (output: string, exitCode: number | null) => Evidence['tests'];
  readonly limits: { readonly silenceMs: number; readonly totalMs: number };
  /** How many attempts are verified at the same time. */
  readonly parallel: number;
};

/** Runs what proves the work, on the exact commit: the baseline, every attempt, and the whole at the end. */
export const verifier = (verifying: Verifying): Participant => ({
  name: 'verifier',
  reads: ({ run, phase, live, ending, stories }) => [run, phase, live, ending, stories],
  *work(view) {
    const { run, phase, live } = view;
    if (!run || !phase.map) return;
    if (!phase.baseline) {
      // What was red before is known before anyone is blamed for it.
      if (!phase.refused && !run.options.planOnly) yield baseline(verifying, run, phase.map);
      return;
    }
    const committed = live.filter(({ state }) => state === 'committed').toSorted((a, b) => a.since - b.since);
    for (const attempt of committed.slice(0, verifying.parallel)) yield verify(verifying, view, attempt);
    if (settled(view) && !view.ending.verified && plannedStories(view).some(({ commit }) => commit))
      yield verifyRun(verifying, run, view);
  },
});

const baseline = (verifying: Verifying, run: RunInfo, map: RepositoryMap): Job => ({
  key: 'baseline',
  async *run(at) {
    const { commit } = run.base;
    const place = await verifying.repository.prepare('baseline', commit, at.abort).catch((error) => {
      throw at.abort.aborted ? error : cannotBeReady(error);
    });
    const evidence = await all(verifying, at, wholeSuite(map), commit, place, 'baseline');
    if (!at.abort.aborted) yield { type: 'baseline.measured', commit, evidence };
  },
  failed: (reason) => ({
    type: 'baseline.measured',
    commit: run.base.commit,
    evidence: [notReady(run.base.commit, reason)],
  }),
});

/** What fails for the commit that everything begins from would fail for every story, and at a price. */
const cannotBeReady = ({ message }: Error) =>
  new Obstacle(
    'not_ready',
    `A worktree cannot be made ready here. ${message}\nInstall what is missing, or set another command (baro.worktree.setupCommand), then go on.`,
  );

const verify = (verifying: Verifying, view: View, attempt: Attempt): Job => {
  const { storyId, number, worktree } = attempt;
  const commit = attempt.commit?.commit ?? '';
  const which = { storyId, attempt: number };
  return {
    key: `${attemptKey(storyId, number)} ${commit}`,
    async *run(at) {
      const place = await verifying.repository.checkout(worktree ?? '', commit, at.abort);
      const commands = storyOf(view, storyId)?.brief.verify ?? [];
      const name = attemptKey(storyId, number);
      const evidence = await untilRed(verifying, at, commands, commit, place, name, view.phase.baseline);
      if (at.abort.aborted) return;
      yield { type: 'attempt.verified', ...which, commit, ok: evidence.every(green), evidence };
    },
    failed: (reason) => ({ type: 'attempt.failed', ...which, kind: 'internal', reason }),
  };
};

const verifyRun = (verifying: Verifying, run: RunInfo, view: View): Job => ({
  key: 'run',
  async *run(at) {
    const { repository } = verifying;
    const tip = branchTip(view);
    await repository.prepare('integration', tip, at.abort);
    const place = await repository.checkout('integration', tip, at.abort); // without what an interrupted check left in it
    const commands = wholeSuite(view.phase.map);
    const evidence = await untilRed(verifying, at, commands, tip, place, 'run', view.phase.baseline);
    if (at.abort.aborted) return;
    const red = evidence.find((one) => !green(one));
    const culprit = red && (await bisect(verifying, at, run, view, red.command, tip));
    if (at.abort.aborted) return;
    yield { type: 'run.verified', ok: !red, commit: tip, evidence, ...(culprit ? { culprit } : {}) };
  },
  failed: (reason) => {
    const commit = branchTip(view);
    return { type: 'run.verified', ok: false, commit, evidence: [notReady(commit, reason)] };
  },
});

const notReady = (commit: string, reason: string): Evidence => ({
  ...{ command: 'make the worktree ready', exitCode: null, commit, ms: 0 },
  tail: clipStart(reason, 1200),
});

/** The first story on the branch after which the command fails; undefined where that cannot be told. */
async function bisect(
  verifying: Verifying,
  at: At,
  run: RunInfo,
  view: View,
  command: string,
  tip: string,
): Promise<string | undefined> {
  const history = await verifying.repository.commits(run.base.commit, tip);
  let good = -1;
  let bad = history.length - 1;
  while (bad - good > 1 && !at.abort.aborted) {
    const middle = Math.floor((good + bad) / 2);
    const commit = history[middle]?.commit ?? tip;
    const place = await verifying.repository.checkout('integration', commit, at.abort);
    const [found] = await untilRed(verifying, at, [command], commit, place, 'bisect', view.phase.baseline);
    if (found && green(found)) good = middle;
    else bad = middle;
  }
  return trailersOf(history[bad]?.message ?? '').get('Baro-Story');
}

const wholeSuite = (map: RepositoryMap | undefined) => [...(map?.build ?? []), ...(map?.test ?? [])];

/** It passed, or fails no worse than it did before anyone touched the code. */
const green = ({ exitCode, redBefore }: Evidence) => exitCode === 0 || redBefore === true;

async function all(
  verifying: Verifying,
  at: At,
  commands: readonly string[],
  commit: string,
  place: Workplace,
  name: string,
): Promise<Evidence[]> {
  const evidence: Evidence[] = [];
  for (const [index, command] of commands.entries()) {
    if (at.abort.aborted) break;
    evidence.push(await measure(verifying, at, command, commit, place, `evidence/${name}.${index + 1}.txt`));
  }
  return evidence;
}

async function untilRed(
  verifying: Verifying,
  at: At,
  commands: readonly string[],
  commit: string,
  place: Workplace,
  name: string,
  before: readonly Evidence[] | undefined,
): Promise<Evidence[]> {
  const evidence: Evidence[] = [];
  for (const [index, command] of commands.entries()) {
    const found = await measure(verifying, at, command, commit, place, `evidence/${name}.${index + 1}.txt`);
    const judged = { ...found, ...besideBefore(found, before) };
    evidence.push(judged);
    if (at.abort.aborted || !green(judged)) break;
  }
  return evidence;
}

/**
 * A command that was red on the base commit, and came to its end there and here, is nobody's fault unless more tests
 * fail now. That it is no worse is known only where as many pass.
 */
function besideBefore(
  now: Evidence,
  before: readonly Evidence[] | undefined,
): Pick<Evidence, 'redBefore' | 'incomparable'> {
  const then = before?.find(({ command }) => command === now.command);
  if (!now.exitCode || !then?.exitCode) return {};
  if (!now.tests || !then.tests)
    return now.tests === then.tests ? { redBefore: true, incomparable: true } : {};
  if (now.tests.failed > then.tests.failed) return {};
  const comparable = then.tests.passed > 0 && now.tests.passed >= then.tests.passed;
  return { redBefore: true, ...(comparable ? {} : { incomparable: true }) };
}

async function measure(
  { runCommand, artifacts, countTests, limits }: Verifying,
  at: At,
  command: string,
  commit: string,
  { folder, env }: Workplace,
  artifact: string,
): Promise<Evidence> {
  const result = await runCommand({ command, folder, env, ...limits, abort: at.abort });
  await artifacts.write(artifact, result.tail);
  const tests = countTests(result.tail, result.exitCode);
  return {
    command,
    exitCode: result.exitCode,
    commit,
    ms: Math.round(result.ms),
    tail: clipStart(
      result.timedOut ? `${result.tail}\n(ended by Baro: it was silent or took too long)` : result.tail,
      1200,
    ),
    ...(tests ? { tests } : {}),
  };
}
