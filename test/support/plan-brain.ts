import type { Asked, Brain, Fault } from './model-server.ts';
import type { Said } from './wire-frames.ts';

/** What the model does about a story: files it writes, commands it runs after that, and its closing words. */
export type StoryAnswer = {
  readonly files?: Readonly<Record<string, string>>;
  readonly commands?: readonly string[];
  readonly summary?: string;
  /** The critic's answer about this attempt; all criteria met where it is left out. */
  readonly verdict?: unknown;
  readonly fault?: Fault;
};

type PlanLike = {
  readonly decisions?: readonly string[];
  readonly requirements?: readonly { readonly id: string }[];
  readonly stories: readonly { readonly id: string; readonly acceptance: readonly string[] }[];
};

/**
 * A brain that plays a whole run, the same in every protocol: the planner answers with the plan, a story writes its
 * files and finishes, the critic is content. A list of answers is one an attempt, the last for all that follow.
 */
export function planBrain(
  plan: PlanLike,
  answersByStory: Readonly<Record<string, StoryAnswer | readonly StoryAnswer[]>>,
  others: Readonly<Partial<Record<'architect' | 'surgeon', unknown>>> = {},
): Brain {
  return (asked) => {
    const { phase, story = '', attempt = 1 } = asked.labels;
    const answers = [answersByStory[story] ?? {}].flat();
    const answer = answers[Math.min(attempt, answers.length) - 1] ?? {};
    switch (phase) {
      case 'planner':
        return answered(asked, plan);
      case 'architect':
        return answered(asked, others.architect ?? { decisions: plan.decisions ?? [] });
      case 'critic':
        return answered(asked, answer.verdict ?? contented(plan, story));
      case 'surgeon':
        return answered(asked, others.surgeon ?? { action: 'give-up', reason: 'nothing helps' });
      default:
        return worked(asked, answer);
    }
  };
}

/** Through the tool that takes answers where there is one, else as text. */
export function answered({ tools }: Asked, value: unknown): Said {
  if (!tools.includes('answer')) return { text: JSON.stringify(value) };
  return { calls: [{ name: 'answer', args: value as object }] };
}

function worked(
  { conversation }: Asked,
  { files = {}, commands = [], summary = 'done', fault }: StoryAnswer,
) {
  const turns = conversation.filter(({ role }) => role === 'assistant').length;
  const steps: Said[] = [
    {
      calls: Object.entries(files).map(([path, content]) => ({
        name: 'write_file',
        args: { path, content },
      })),
    },
    ...commands.map((command) => ({ calls: [{ name: 'run_command', args: { command } }] })),
  ].filter(({ calls }) => calls.length > 0);
  const said = steps[turns] ?? { calls: [{ name: 'finish', args: { summary } }] };
  return fault && turns === 0 ? { ...said, fault } : said;
}

function contented({ stories, requirements = [] }: PlanLike, id: string) {
  const { acceptance = [] } = stories.find((story) => story.id === id) ?? {};
  return {
    pass: true,
    criteria: acceptance.map((criterion) => ({ criterion, met: true, evidence: 'seen in the diff' })),
    requirements: requirements.map((requirement) => ({ id: requirement.id, met: true, evidence: 'seen' })),
    summary: 'all of it is there',
  };
}
