import * as z from 'zod';
import type { Job, Participant } from '../engine/participant.ts';
import type { Think } from '../engine/think.ts';
import type { RunInfo, View } from '../model/view.ts';
import { answerShape } from './answer-shape.ts';
import { goalPart, repositoryPart } from './prompt-parts.ts';

/** What the planning phases are given: a way to ask, the phase's document, the whole goal, the code at the base. */
export type Planning = {
  readonly think: Think;
  readonly document: string;
  readonly goal: (run: RunInfo) => Promise<string>;
  /** A folder that holds the base commit, for the read-only tools. */
  readonly code: (
    commit: string,
    abort: AbortSignal,
  ) => Promise<{ folder: string; env: Readonly<Record<string, string>> }>;
};

const Design = answerShape('design', z.object({ decisions: z.array(z.string().min(1)).max(12) }));

/** Pins, before there is a plan, what all stories must share. */
export const architect = (planning: Planning): Participant => ({
  name: 'architect',
  reads: ({ run, phase }) => [run, phase],
  *work({ run, phase }) {
    if (!run || !phase.map || phase.decisions || phase.proposed || phase.refused || run.options.quick) return;
    yield pinDesign(planning, run);
  },
});

const pinDesign = ({ think, document, goal, code }: Planning, run: RunInfo): Job => ({
  key: 'design',
  async *run(at) {
    const view: View = at.view();
    const { folder, env } = await code(run.base.commit, at.abort);
    const outcome = yield* think(at, {
      mode: 'explore',
      phase: 'architect',
      route: run.options.routes.phases.architect,
      prompt: { shared: `${document}\n${repositoryPart(view.phase.map)}`, task: goalPart(await goal(run)) },
      answer: Design,
      folder,
      env,
    });
    if (outcome.ok) yield { type: 'design.pinned', decisions: outcome.value.decisions };
    else if (!at.abort.aborted) throw new Error(outcome.reason);
  },
  failed: (reason) => ({ type: 'plan.refused', reason: `The Architect gave no answer: ${reason}` }),
});
