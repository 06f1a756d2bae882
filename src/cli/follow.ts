import { isDeepStrictEqual } from 'node:util';
import type { Entry } from '../model/events.ts';
import { waitsForPerson } from '../model/run-state.ts';
import type { View } from '../model/view.ts';
import type { OpenRun } from '../run/seam.ts';
import { type Askable, groundsOf, intentFor, questionOf } from './ask.ts';
import { lineOf, statusOf } from './progress.ts';
import type { Terminal } from './terminal.ts';

type Following = {
  readonly run: OpenRun;
  readonly terminal: Terminal;
  /** Given, every new entry is printed there as JSON. */
  readonly json: ((line: string) => void) | undefined;
  /** The plan is approved beforehand. */
  readonly yes: boolean;
  readonly firstSeq: number;
  /** Aborted by a signal of the system. */
  readonly abort: AbortSignal;
};

/**
 * Shows a run until it is over or needs a person who is not there, and lets it go. Resolves to the exit status, or to
 * nothing where another process worked on it and does not any more.
 */
export async function follow({
  run,
  terminal,
  json,
  yes,
  firstSeq,
  abort,
}: Following): Promise<number | undefined> {
  const show = (entry: Entry) => {
    if (json) json(JSON.stringify(entry));
    const line = lineOf(entry, run.view);
    if (line) terminal.line(line);
  };
  for (const entry of await run.entries(firstSeq, Number.MAX_SAFE_INTEGER)) show(entry);
  let over = false;
  let broken: unknown;
  const ended = () => over || broken !== undefined || abort.aborted;
  let wake = () => {};
  let doubt = () => {};
  const stir = () => {
    doubt();
    wake();
  };
  const stirred = () =>
    new Promise<void>((go) => {
      wake = go;
      if (ended()) go();
    });
  const tell = () => {
    if (!json && !run.view.ending.completed)
      terminal.status(statusOf(run.view, new Date().toISOString(), terminal.columns));
  };
  const unwatch = run.watch((entries) => {
    for (const entry of entries) show(entry);
    tell();
    stir();
  });
  const ticking = setInterval(() => {
    tell();
    stir();
  }, 500);
  abort.addEventListener('abort', stir, { once: true });
  void run.over.then(
    () => {
      over = true;
      stir();
    },
    (error) => {
      broken = error;
      stir();
    },
  );

  const someoneIsHere = terminal.interactive && !json;
  /** Asks the person, where one is there; false where it stays open. Somebody elsewhere may answer first. */
  const answered = async (): Promise<boolean> => {
    const question = questionOf(run.view);
    const approved = yes && question?.type === 'plan';
    if (!question || !(someoneIsHere || approved)) return false;
    const { seq } = run.view;
    const moot = new AbortController();
    doubt = () => {
      const stands = waitsForPerson(run.view) && isDeepStrictEqual(questionOf(run.view), question);
      if (ended() || !stands) moot.abort();
    };
    const intent = approved
      ? ({ type: 'approve', version: question.version } as const)
      : await intentFor(question, { run, terminal, abort: moot.signal }).catch(() => undefined);
    doubt = () => {};
    if (!intent) return moot.signal.aborted;
    const sent = await run.send(intent);
    if ('refused' in sent) terminal.line(sent.refused);
    else while (run.view.seq === seq && !ended()) await stirred(); // another process may have to hear of it first
    return true;
  };

  try {
    for (;;) {
      if (abort.aborted) return 130;
      if (broken) throw broken;
      if (over) return exitStatus(run.view);
      if (run.idle && !isOver(run.view)) return undefined;
      const why = waitsForPerson(run.view);
      if (!why) await stirred();
      else if (!(await answered())) {
        saysThatItWaits(run, why, someoneIsHere, terminal);
        return 1;
      }
    }
  } finally {
    clearInterval(ticking);
    await run.close(); // what is under way is interrupted, and says so
    unwatch();
    terminal.status('');
  }
}

function saysThatItWaits({ id, view }: OpenRun, why: string, asked: boolean, terminal: Terminal): void {
  const question = questionOf(view);
  if (question && !asked) for (const line of groundsOf(question, view)) terminal.line(line);
  const goesOn = question
    ? WAY_ON[question.type](`baro resume ${id}`, view)
    : `\`baro resume ${id}\` goes on`;
  terminal.line(
    `The run waits: ${why.replace(/\.$/, '')}. ${asked ? '' : 'Nobody is here to decide; '}${goesOn}.`,
  );
}

/** What to type next, by the question that is open. */
const WAY_ON: Readonly<Record<Askable['type'], (resume: string, view: View) => string>> = {
  plan: (resume) => `\`${resume}\` asks at a terminal, and with --yes approves it`,
  change: (resume) => `\`${resume}\` asks at a terminal, and with --yes approves it`,
  diff: (resume) => `\`${resume}\` asks at a terminal`,
  budget: (resume, { brakes }) =>
    `\`${resume} ${brakes.budget?.kind === 'minutes' ? '--timeout-minutes N' : '--budget USD'}\` raises it and goes on`,
  provider: (resume) => `\`${resume}\` goes on`,
  paused: (resume) => `\`${resume}\` goes on`,
};

const isOver = ({ ending, brakes }: View) => ending.completed !== undefined || brakes.stopped;

export function exitStatus({ ending, run }: View): number {
  if (ending.completed?.outcome !== 'done') return 1;
  return run?.options.planOnly || ending.verified?.ok ? 0 : 1;
}
