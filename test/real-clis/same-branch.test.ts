import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Asked, type Brain, type ModelServer, modelServer } from '../support/model-server.ts';
import type { Said } from '../support/wire-frames.ts';
import { ends } from '../whole/rig/baro.ts';
import { eventsOf } from '../whole/rig/entries.ts';
import { openaiOf, smallBrain } from '../whole/rig/small-model.ts';
import { smallPlan, smallRepository } from '../whole/rig/small-run.ts';
import { type World, world } from '../whole/rig/world.ts';
import { clis } from './clis.ts';

/** How an agent of its own kind is told to run a command. */
type Shell = (command: string) => NonNullable<Said['calls']>[number];

/** The model of the other whole runs, for agents that bring their own tools: stories are written by shell commands. */
const inShell =
  (tool: string, shell: Shell): Brain =>
  (asked) => {
    if (!asked.tools.includes(tool)) return smallBrain()(asked);
    if (asked.conversation.some(({ role }) => role === 'tool')) return { text: 'done' };
    const { id } = storyIn(asked);
    return { calls: [shell(`printf '${id}\\n' > notes/${id}.txt`)] };
  };

function storyIn({ conversation }: Asked) {
  const text = conversation.map((said) => said.text).join('\n');
  const story = smallPlan.stories.find(({ description }) => text.includes(description));
  if (!story) throw new Error('no story is asked for');
  return story;
}

type Agent = {
  readonly flags: readonly string[];
  readonly brain: Brain;
  /** Makes it speak to the server and nobody else. */
  readonly env: (place: World, server: ModelServer) => Record<string, string>;
};

const agents: Readonly<Record<string, Agent>> = {
  'no agent but Baro': { flags: [], brain: smallBrain(), env: () => ({}) },
  'Claude Code': {
    flags: ['--story-llm', 'claude', '--story-model', 'claude-sonnet-4-5'],
    brain: inShell('Bash', (command) => ({ name: 'Bash', args: { command, description: 'write' } })),
    env: (_, { anthropicUrl }) => ({
      BARO_CLAUDE_PATH: clis.claude[0] ?? '',
      ANTHROPIC_BASE_URL: anthropicUrl,
      ANTHROPIC_API_KEY: 'sk-canary',
      IS_SANDBOX: '1',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    }),
  },
  Codex: {
    flags: ['--story-llm', 'codex'],
    brain: inShell('exec_command', (cmd) => ({ name: 'exec_command', args: { cmd } })),
    env: ({ folder }, { openaiUrl }) => {
      const home = join(folder, 'home');
      writeFileSync(
        join(home, 'config.toml'),
        `model = "fake-1"
model_provider = "fake"
[model_providers.fake]
name = "Fake"
base_url = "${openaiUrl}"
wire_api = "responses"
env_key = "OPENAI_API_KEY"
`,
      );
      return { BARO_CODEX_PATH: clis.codex[1] ?? '', CODEX_HOME: home };
    },
  },
  'OpenCode, by the Agent Client Protocol': {
    flags: ['--story-llm', 'acp'],
    brain: inShell('bash', (command) => ({ name: 'bash', args: { command, description: 'write' } })),
    env: ({ folder }, { openaiUrl }) => {
      const config = join(folder, 'home', 'opencode.json');
      const options = { baseURL: openaiUrl, apiKey: 'sk-fake' };
      const models = { 'fake-1': { name: 'Fake', tool_call: true } };
      const fake = { npm: '@ai-sdk/openai-compatible', name: 'Fake', options, models };
      const model = { model: 'fake/fake-1', small_model: 'fake/fake-1' };
      writeFileSync(config, JSON.stringify({ ...model, permission: 'ask', provider: { fake } }));
      return {
        BARO_ACP_COMMAND: clis.opencode.join(' '),
        BARO_ALLOW_ENV: 'OPENCODE_CONFIG,OPENCODE_DISABLE_AUTOUPDATE,OPENCODE_DISABLE_MODELS_FETCH',
        OPENCODE_CONFIG: config,
        OPENCODE_DISABLE_AUTOUPDATE: '1',
        OPENCODE_DISABLE_MODELS_FETCH: '1',
      };
    },
  },
};

const trees = new Map<string, string>();

test.each(Object.entries(agents))('a whole run by %s', async (name, { flags, brain, env }) => {
  const place = world(smallRepository);
  const server = await modelServer(brain);
  onTestFinished(() => server.close());
  const args = ['--llm', 'openai', ...flags, '--local-only', '--yes', smallPlan.goal];
  ends(0, await place.baro(args, { ...openaiOf(server), ...env(place, server) }));
  const scheduled = eventsOf(place.log(), 'story.scheduled');
  expect(new Set(scheduled.map(({ route }) => route.backend))).toEqual(new Set([flags[1] ?? 'openai']));
  const [requested] = eventsOf(place.log(), 'run.requested');
  expect(eventsOf(place.log(), 'run.verified')).toMatchObject([{ ok: true }]);
  trees.set(name, place.git('rev-parse', `${requested?.branch}^{tree}`));
});

test('the same plan gives the same content by all of them', () => {
  expect([...trees.keys()]).toEqual(Object.keys(agents));
  expect(new Set(trees.values()).size).toBe(1);
});
