import type { Entry } from '../model/events.ts';
import type { Intent } from '../model/intents.ts';
import { formatUsd } from '../model/money.ts';
import { estimatedMinutes } from '../model/plan.ts';
import type { Estimate } from '../model/protocol.ts';
import { type Question, questionsFor, waitsForPerson } from '../model/run-state.ts';
import type { View } from '../model/view.ts';
import type { OpenRun } from '../run/seam.ts';
import { lineOf, statusOf } from './progress.ts';
import type { Terminal } from './terminal.ts';

type Following = {
  readonly run: OpenRun;
  readonly terminal: Terminal;
  /** Given, every new entry is printed there as JSON. */
  readonly json: ((line: string) => void) | undefined;
  readonly firstSeq: number;
  /** Aborted by a signal of the system. */
  readonly abort: AbortSignal;
};

/** Shows a run until it is over or needs a person who is not there, and lets it go. Resolves to the exit status. */
export async function follow({ run, terminal, json, firstSeq, abort }: Following): Promise<number> {
  const show = (entry: Entry) => {
    if (json) json(JSON.stringify(entry));
    const line = lineOf(entry, run.view);
    if (line) terminal.line(line);
  };
  for (const entry of await run.entries(firstSeq, Number.MAX_SAFE_INTEGER)) show(entry);
  let wake = () => {};
  const unwatch = run.watch((entries) => {
    for (const entry of entries) show(entry);
    wake();
  });
  const ticking = setInterval(() => {
    if (!json) terminal.status(statusOf(run.view, new Date().toISOString()));
    wake();
  }, 500);
  abort.addEventListener('abort', () => wake(), { once: true });
  let over = false;
  let broken: unknown;
  void run.over.then(
    () => {
      over = true;
      wake();
    },
    (error) => {
      broken = error;
      wake();
    },
  );
  try {
    for (;;) {
      if (abort.aborted) return 130;
      if (broken) throw broken;
      if (over) return exitStatus(run.view);
      const why = waitsForPerson(run.view);
      if (why && !(terminal.interactive && !json && (await answered(run, terminal, abort)))) {
        if (abort.aborted) return 130;
        terminal.line(`The run waits: ${why}. Nobody is here to decide; \`${goingOn(run)}\` goes on.`);
        return 1;
      }
      await new Promise<void>((go) => {
        wake = go;
        if (over || broken || abort.aborted) go();
      });
    }
  } finally {
    clearInterval(ticking);
    await run.close(); // what is under way is interrupted, and says so
    unwatch();
  }
}

/** The command that goes on with a run that waits. */
function goingOn({ id, view: { gate } }: OpenRun): string {
  const more = gate.budget && (gate.budget.kind === 'usd' ? ' --budget USD' : ' --timeout-minutes N');
  return `baro resume ${id}${more ?? ''}`;
}

export function exitStatus({ ending, run }: View): number {
  if (ending.completed?.outcome !== 'done') return 1;
  return run?.options.planOnly || ending.verified?.ok ? 0 : 1;
}

/** Puts the first open question to the person; false where it was left open. */
async function answered(run: OpenRun, terminal: Terminal, abort: AbortSignal): Promise<boolean> {
  const [question] = questionsFor(run.view);
  if (!question) return false;
  const intent = await intentFor(question, run, terminal, abort).catch(() => undefined);
  if (!intent) return false;
  const sent = await run.send(intent);
  if ('refused' in sent) terminal.line(sent.refused);
  return true;
}

async function intentFor(
  question: Question,
  run: OpenRun,
  terminal: Terminal,
  abort: AbortSignal,
): Promise<Intent | undefined> {
  const { view } = run;
  switch (question.type) {
    case 'plan': {
      showPlan(view, terminal);
      const estimate = run.estimate();
      if (estimate) terminal.line(estimateLine(estimate));
      const said = (
        await terminal.ask('Approve this plan? [Y]es, [n]o, or say what should be different: ', abort)
      ).trim();
      if (said === '' || /^y(es)?$/i.test(said)) return { type: 'approve', version: question.version };
      if (/^no?$/i.test(said)) return { type: 'reject', version: question.version };
      return { type: 'revise', version: question.version, text: said };
    }
    case 'change': {
      terminal.line(`The Surgeon proposes: ${view.phase.change?.action}. ${view.phase.change?.reason}`);
      const yes = /^(y(es)?)?$/i.test(
        (await terminal.ask('Approve this change of the plan? [Y/n] ', abort)).trim(),
      );
      return { type: yes ? 'approve' : 'reject', version: question.version };
    }
    case 'diff': {
      const { storyId, attempt, gates } = question;
      terminal.line(
        `“${view.stories[storyId]?.brief.title}” waits for you${gates.length > 0 ? `:\n${gates.map((gate) => `  - ${gate}`).join('\n')}` : '.'}`,
      );
      terminal.line(
        `  git diff ${view.stories[storyId]?.attempts[attempt - 1]?.commit?.parent}..${view.stories[storyId]?.attempts[attempt - 1]?.commit?.commit}`,
      );
      const said = (await terminal.ask('Accept it? [y]es, or say what is wrong with it: ', abort)).trim();
      return /^y(es)?$/i.test(said)
        ? { type: 'accept', storyId, attempt }
        : { type: 'refuse', storyId, attempt, feedback: said };
    }
    case 'budget': {
      const { budget } = view.gate;
      const more = Number(
        (
          await terminal.ask(
            budget?.kind === 'minutes'
              ? 'Raise the limit to how many minutes? '
              : 'Raise the budget to how many dollars? ',
            abort,
          )
        ).trim(),
      );
      if (!(more > 0)) return undefined;
      return budget?.kind === 'minutes'
        ? { type: 'raise-budget', minutes: more }
        : { type: 'raise-budget', usd: more };
    }
    case 'provider':
      terminal.line(`${question.provider}: ${question.reason}`);
      return /^(y(es)?)?$/i.test((await terminal.ask('Try again? [Y/n] ', abort)).trim())
        ? { type: 'resume' }
        : undefined;
    case 'failed':
      return undefined;
  }
}

function estimateLine({ minutes, usd, basis }: Estimate): string {
  const price = usd ? `, ${formatUsd(usd.low)} to ${formatUsd(usd.high)}` : '';
  const by = basis === 'history' ? 'as past runs here took' : 'guessed by tier; there is too little history';
  return `  In all about ${minutes.low} to ${minutes.high} minutes${price} (${by})`;
}

function showPlan({ phase }: View, terminal: Terminal): void {
  for (const story of phase.proposed?.stories ?? []) {
    const after = story.dependsOn.length > 0 ? `, after ${story.dependsOn.join(', ')}` : '';
    terminal.line(
      `  ${story.id}: ${story.title} (${story.tier}, about ${estimatedMinutes(story)} min${after})`,
    );
    for (const criterion of story.acceptance) terminal.line(`      - ${criterion}`);
  }
  for (const text of phase.proposed?.assumptions ?? []) terminal.line(`  assumed: ${text}`);
  for (const text of phase.proposed?.questions ?? []) terminal.line(`  open: ${text}`);
}
