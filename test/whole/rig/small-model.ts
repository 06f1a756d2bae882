import { onTestFinished } from 'vitest';
import { type Brain, type ModelServer, modelServer } from '../../support/model-server.ts';
import { planBrain, type StoryAnswer } from '../../support/plan-brain.ts';
import { smallPlan } from './small-run.ts';

type Answers = Readonly<Record<string, StoryAnswer | readonly StoryAnswer[]>>;

/** What a model does about the three notes where a test says nothing else. */
export const notes: Answers = Object.fromEntries(
  smallPlan.stories.map(({ id }) => [id, { files: { [`notes/${id}.txt`]: `${id}\n` } }]),
);

export const smallBrain = (answers: Answers = {}, others: Parameters<typeof planBrain>[2] = {}): Brain =>
  planBrain(smallPlan, { ...notes, ...answers }, others);

/** A model server for the length of the test. */
export async function served(brain: Brain): Promise<ModelServer> {
  const server = await modelServer(brain);
  onTestFinished(() => server.close());
  return server;
}

export const openaiOf = ({ openaiUrl }: ModelServer) => ({
  OPENAI_API_KEY: 'sk-canary-openai-0123456789',
  OPENAI_BASE_URL: openaiUrl,
});

/** The flags of a run that asks the server and nobody else. */
export const overOpenai = ['--llm', 'openai', '--yes', smallPlan.goal] as const;

/** How often a phase was asked something, in all or about one story. */
export const asked = ({ requests }: ModelServer, phase: string, story?: string) =>
  requests.filter(
    ({ headers, method }) =>
      method === 'POST' &&
      headers['x-baro-phase'] === phase &&
      (story === undefined || headers['x-baro-story'] === story),
  ).length;
