import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Entry } from '../src/model/events.ts';
import { modelServer } from '../test/support/model-server.ts';
import type { Repository } from './repository.ts';
import { brainOf, noting, planOf, type Story } from './stories.ts';

export type Played = {
  readonly entries: readonly Entry[];
  /** When each story's first request reached the model server, in milliseconds since 1970. */
  readonly firstRequest: ReadonlyMap<string, number>;
  /** Resident memory of the process that holds the run, in bytes, as it went. */
  readonly memory: readonly number[];
};

/**
 * A run of stories that each write one file, by the built command line as a process of its own; a model server on this
 * machine answers at once.
 */
export async function played(
  { folder, repo, env }: Repository,
  stories: readonly Story[],
  parallel: number,
): Promise<Played> {
  const file = join(folder, 'plan.json');
  writeFileSync(file, JSON.stringify(planOf(stories)));
  const { brain, firstRequest } = noting(brainOf(stories));
  const server = await modelServer(brain);
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
