import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Entry } from '../src/model/events.ts';
import type { Asked } from '../test/support/model-server.ts';
import { modelServer } from '../test/support/model-server.ts';
import { planBrain } from '../test/support/plan-brain.ts';

type Files = Readonly<Record<string, string>>;
type Story = { readonly id: string; readonly dependsOn: readonly string[] };

/** A repository in a temporary folder, on which the built command line runs as a process of its own. */
export type Bench = {
  readonly repo: string;
  git(...args: string[]): void;
  /** A run of stories that each write one file; answered at once by a model server on this machine. */
  run(stories: readonly Story[], parallel: number): Promise<Played>;
  remove(): void;
};

export type Played = {
  readonly entries: readonly Entry[];
  /** When each story's first request reached the model server, in milliseconds since 1970. */
  readonly firstRequest: ReadonlyMap<string, number>;
  /** Resident memory of the process that holds the run, in bytes, as it went. */
  readonly memory: readonly number[];
};

export function benchOn(files: Files): Bench {
  if (!existsSync('dist/engine/cli.mjs')) execFileSync(process.execPath, ['esbuild.config.mjs']);
  const folder = mkdtempSync(join(tmpdir(), 'baro-bench-run-'));
  const repo = join(folder, 'repo');
  const home = join(folder, 'home');
  for (const made of [repo, home]) mkdirSync(made);
  writeFileSync(
    join(home, '.gitconfig'),
    '[user]\n\tname = Bench\n\temail = bench@example.org\n[init]\n\tdefaultBranch = main\n',
  );
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    BARO_HOME: join(folder, 'baro-home'),
    GIT_CONFIG_NOSYSTEM: '1',
  };
  const git = (...args: string[]) => void execFileSync('git', args, { cwd: repo, env, stdio: 'ignore' });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(repo, path)), { recursive: true });
    writeFileSync(join(repo, path), content);
  }
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'start');
  return {
    repo,
    git,
    run: (stories, parallel) => played({ folder, repo, env }, stories, parallel),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

async function played(
  {
    folder,
    repo,
    env,
  }: { readonly folder: string; readonly repo: string; readonly env: Readonly<Record<string, string>> },
  stories: readonly Story[],
  parallel: number,
): Promise<Played> {
  const plan = planOf(stories);
  const file = join(folder, 'plan.json');
  writeFileSync(file, JSON.stringify(plan));
  const firstRequest = new Map<string, number>();
  const brain = planBrain(
    plan,
    Object.fromEntries(stories.map(({ id }) => [id, { files: { [`written/${id}.txt`]: `${id}\n` } }])),
  );
  const server = await modelServer((asked: Asked) => {
    const { phase, story = '' } = asked.labels;
    if (phase === 'story' && !firstRequest.has(story)) firstRequest.set(story, Date.now());
    return brain(asked);
  });
  const memory: number[] = [];
  const before = new Set(runsOf(repo));
  try {
    const args = ['--plan', file, '--yes', '--local-only', '--llm', 'openai', '--parallel', `${parallel}`];
    const child = spawn(process.execPath, [join('dist', 'engine', 'cli.mjs'), ...args, '--repo', repo], {
      env: { ...env, OPENAI_API_KEY: 'none', OPENAI_BASE_URL: server.openaiUrl },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const closed = once(child, 'close');
    while (child.exitCode === null && child.signalCode === null) {
      if (firstRequest.size > 0) memory.push(residentOf(child.pid ?? 0));
      await sleep(50);
    }
    await closed;
    if (child.exitCode !== 0) throw new Error(`the run ended with ${child.exitCode}:\n${said}`);
  } finally {
    await server.close();
  }
  const id = runsOf(repo).find((run) => !before.has(run)) ?? '';
  const log = readFileSync(join(repo, '.git', 'baro', 'runs', id, 'log.jsonl'), 'utf8');
  const entries = log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Entry);
  return { entries, firstRequest, memory: memory.filter((bytes) => bytes > 0) };
}

const planOf = (stories: readonly Story[]) => ({
  goal: 'Write a file a story',
  summary: 'Files.',
  stories: stories.map(({ id, dependsOn }) => ({
    ...{ id, title: id, description: `Write ${id}.`, dependsOn, touches: [`written/${id}.txt`] },
    ...{ acceptance: ['it is written'], verify: [], tier: 'light' },
  })),
});

function runsOf(repo: string): readonly string[] {
  const folder = join(repo, '.git', 'baro', 'runs');
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/** Linux says it; elsewhere nothing is measured. */
function residentOf(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
