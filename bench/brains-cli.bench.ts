import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { claude } from '../src/adapters/backends/claude.ts';
import {
  claudeArguments,
  claudeEnvironment,
  KEYLESS_SHELL,
} from '../src/adapters/backends/claude-command.ts';
import type { CliOptions } from '../src/adapters/backends/cli-options.ts';
import { codex } from '../src/adapters/backends/codex.ts';
import { codexArguments, codexEnvironment } from '../src/adapters/backends/codex-command.ts';
import type { Backend, ThinkRequest } from '../src/engine/backend.ts';
import { clis } from '../test/real-clis/clis.ts';
import { type ModelServer, modelServer } from '../test/support/model-server.ts';
import { question, thought } from '../test/support/think.ts';
import { makeRepository, type Repository, sample } from './repository.ts';
import { type Figure, median, printTable } from './table.ts';

/*
 * From being asked to the CLI's first request to a model: through Baro's adapter, and spawned by hand with the same
 * arguments, environment and input. The two take turns; the model is a server on this machine that answers at once.
 */

const ROUNDS = 15;

/** A process as the adapter starts it, and what it is told on its stdin. */
type Bare = {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly input: string;
};

type Cli = {
  readonly name: 'claude' | 'codex';
  readonly backend: (options: CliOptions) => Backend;
  /** What points the CLI to the server and nowhere else. */
  readonly env: (server: ModelServer, repository: Repository) => Readonly<Record<string, string>>;
  readonly bare: (request: ThinkRequest<string>, options: CliOptions, folder: string) => Bare;
};

const CLIS: readonly Cli[] = [
  {
    name: 'claude',
    backend: claude,
    env: ({ anthropicUrl }) => ({
      ...{ ANTHROPIC_BASE_URL: anthropicUrl, ANTHROPIC_API_KEY: 'none', IS_SANDBOX: '1' },
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    }),
    bare(request, { command, env }, folder) {
      const files = { shared: join(folder, 'shared.md'), shell: join(folder, 'shell') };
      writeFileSync(files.shared, request.prompt.shared);
      writeFileSync(files.shell, KEYLESS_SHELL, { mode: 0o700 });
      const content = [{ type: 'text', text: request.prompt.task }];
      const line = { type: 'user', message: { role: 'user', content }, uuid: randomUUID() };
      return {
        command: [...command, ...claudeArguments(request, files, { id: randomUUID(), taken: false })],
        env: claudeEnvironment(request, { env }, files),
        input: `${JSON.stringify(line)}\n`,
      };
    },
  },
  {
    name: 'codex',
    backend: codex,
    env({ openaiUrl }, { env }) {
      const home = env['HOME'] ?? '';
      const provider = `name = "Fake"\nbase_url = "${openaiUrl}"\nwire_api = "responses"\nenv_key = "OPENAI_API_KEY"`;
      writeFileSync(
        join(home, 'config.toml'),
        `model = "fake-1"\nmodel_provider = "fake"\n[model_providers.fake]\n${provider}\n`,
      );
      return { CODEX_HOME: home, OPENAI_API_KEY: 'none' };
    },
    bare: (request, { command, env }) => ({
      command: [
        ...command,
        ...codexArguments(request, {
          ...{ folders: [request.folder ?? ''], schema: undefined, thread: undefined },
        }),
      ],
      env: codexEnvironment(request, { env }),
      input: `${request.prompt.shared}\n\n${request.prompt.task}`,
    }),
  },
];

async function byHand({ command: [file = '', ...args], env, input }: Bare, folder: string): Promise<void> {
  const child = spawn(file, args, { cwd: folder, env, stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.end(input);
  await once(child, 'close');
}

/** Milliseconds to the first request, the middle of many: through the adapter, and by hand. */
async function measured(cli: Cli): Promise<{ readonly ours: number; readonly bare: number }> {
  let firstRequest: number | undefined;
  const server = await modelServer(() => {
    firstRequest ??= performance.now();
    return { text: 'done' };
  });
  const repository = makeRepository(sample());
  const options = {
    command: clis[cli.name],
    env: { ...repository.env, ...cli.env(server, repository) },
  };
  const request = question<string>({
    route: { backend: cli.name, ...(cli.name === 'claude' ? { model: 'claude-sonnet-4-5' } : {}) },
    folder: repository.repo,
    env: repository.env,
  });
  const untilFirstRequest = async (run: () => Promise<unknown>) => {
    firstRequest = undefined;
    const begun = performance.now();
    await run();
    if (firstRequest === undefined) throw new Error(`${cli.name} has asked nothing`);
    return firstRequest - begun;
  };
  const took = { ours: [] as number[], bare: [] as number[] };
  try {
    const ways = {
      ours: () => async () => {
        const { outcome } = await thought(cli.backend(options), request);
        if (!outcome.ok) throw new Error(outcome.reason);
      },
      bare() {
        const process = cli.bare(request, options, repository.folder);
        return () => byHand(process, repository.repo);
      },
    };
    for (let round = -1; round < ROUNDS; round++)
      for (const way of round % 2 ? (['bare', 'ours'] as const) : (['ours', 'bare'] as const)) {
        const ms = await untilFirstRequest(ways[way]());
        if (round >= 0) took[way].push(ms); // the first time is slow, whoever it is
      }
  } finally {
    await server.close();
    repository.remove();
  }
  return { ours: median(took.ours), bare: median(took.bare) };
}

const figures: Figure[] = [];
const missing: string[] = [];
for (const cli of CLIS) {
  if (!existsSync(clis[cli.name].at(-1) ?? '')) {
    missing.push(cli.name);
    continue;
  }
  const { ours, bare } = await measured(cli);
  figures.push(
    { what: `${cli.name}, spawned by hand: to its first request`, value: bare, unit: 'ms' },
    {
      what: `${cli.name}, through Baro: to its first request`,
      ...{ value: ours, unit: 'ms', limit: { is: 'at most', value: 1.1 * bare } },
    },
  );
}
if (figures.length > 0) printTable(figures);
for (const name of missing)
  console.log(`  not measured: ${name} is not installed; test/real-clis/install.ts installs it`);
