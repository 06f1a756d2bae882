import { type Brain, type ModelServer, modelServer } from '../../support/model-server.ts';
import { planBrain, type StoryAnswer } from '../../support/plan-brain.ts';
import { makeRepository, type Repository } from '../rig/repository.ts';

const story = (id: string, title: string, dependsOn: readonly string[] = []) => ({
  id,
  title,
  description: `Write ${id}.js.`,
  dependsOn,
  touches: [`${id}.js`],
  acceptance: [`${id}.js exports its function`],
  verify: [`node --check ${id}.js`],
  tier: 'light',
});

/** A plan of four small stories, of which `titles` needs a better model than the one it starts with. */
const plan = {
  goal: 'Lend books',
  summary: 'Shelves first, then what needs them.',
  requirements: [{ id: 'r1', quote: 'Lend books', stories: ['lending'] }],
  stories: [
    story('shelves', 'Keep books on shelves'),
    story('titles', 'Find books by title'),
    story('lending', 'Lend a book', ['shelves']),
    story('reminders', 'Remind of books', ['lending']),
  ],
};

const writes = (id: string): StoryAnswer => ({
  files: { [`${id}.js`]: `export const ${id} = () => '${id}';\n` },
  summary: `wrote ${id}.js`,
});
const refused: StoryAnswer = {
  ...writes('titles'),
  verdict: {
    pass: false,
    criteria: [
      { criterion: 'titles.js exports its function', met: false, evidence: 'it ignores the case of letters' },
    ],
    requirements: [],
    summary: 'letters of another case are not found',
  },
};

export type Library = {
  readonly folder: string;
  readonly server: ModelServer;
  /** What the extension host has in its environment: a model server instead of a provider. */
  readonly env: NodeJS.ProcessEnv;
  remove(): Promise<void>;
};

const found: StoryAnswer = {
  files: { 'titles.js': 'export const titles = (title) => title.toLowerCase();\n' },
  summary: 'wrote titles.js',
};
const written = planBrain(plan, {
  shelves: writes('shelves'),
  titles: [refused, found],
  lending: writes('lending'),
  reminders: writes('reminders'),
});

/** The better model gets `titles` right at once, another one the second time; the critic goes by the diff. */
const brain: Brain = (asked) => {
  const { story: id, phase, attempt = 1 } = asked.labels;
  if (id !== 'titles') return written(asked);
  const right =
    phase === 'story'
      ? attempt > 1 || asked.model === 'fake-better'
      : asked.conversation.some(({ text }) => text.includes('toLowerCase'));
  return written({ ...asked, labels: { ...asked.labels, attempt: right ? 2 : 1 } });
};

/** A repository, and a model on this machine that knows what to do about it. */
export async function makeLibrary(): Promise<Library> {
  const server = await modelServer(brain, ['fake-1', 'fake-better']);
  const repository: Repository = await makeRepository({
    'README.md': '# A library\n',
    'GOAL.md': '# Lend books\n\nSo that they can be read at home.\n',
    'package.json': JSON.stringify({ name: 'library', type: 'module', scripts: { test: 'node --version' } }),
  });
  return {
    folder: repository.folder,
    server,
    env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.openaiUrl },
    remove: async () => {
      await server.close();
      await repository.remove();
    },
  };
}
