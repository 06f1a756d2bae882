import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { entry, examples, storyOf } from './table-booking-script.ts';

export type House = Awaited<ReturnType<typeof copied>>;

/** The example as a repository of its own, in a temp folder, and what the script's stories do to it. */
export async function copied() {
  const folder = await mkdtemp(join(tmpdir(), 'baro-example-'));
  await cp(join(examples, 'table-booking'), folder, { recursive: true });
  const run = (command: string) =>
    new Promise<{ code: number; output: string }>((resolve) => {
      execFile('sh', ['-c', command], { cwd: folder }, (error, stdout, stderr) =>
        resolve({ code: error ? 1 : 0, output: stdout + stderr }),
      );
    });
  const git = async (...args: readonly string[]) => {
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
    return new Promise<string>((resolve, reject) => {
      execFile('git', [...identity, ...args], { cwd: folder }, (error, stdout) =>
        error ? reject(error) : resolve(stdout.trim()),
      );
    });
  };
  const tip = () => git('rev-parse', 'HEAD');
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  const play = async (story: string, attempt: number) => {
    for (const { tool, path, content, edits } of entry('story', story, attempt)?.steps ?? []) {
      if (tool === 'write_file') await write(path, content);
      if (tool !== 'edit_file') continue;
      let text = await readFile(join(folder, path), 'utf8');
      for (const edit of edits) {
        if (text.split(edit.old).length !== 2) throw new Error(`${path}: not once: ${edit.old}`);
        text = text.replace(edit.old, () => edit.new);
      }
      await write(path, text);
    }
  };
  /** Plays an attempt on a commit and commits it. */
  const work = async (story: string, attempt: number, on: string) => {
    await git('checkout', '--quiet', on);
    await play(story, attempt);
    await git('add', '--all');
    await git('commit', '--quiet', '-m', story);
    return tip();
  };
  /** The commit on top of another; undefined where they do not merge. */
  const rebase = async (commit: string, onto: string) => {
    await git('checkout', '--quiet', onto);
    try {
      await git('cherry-pick', '--allow-empty', commit);
      return await tip();
    } catch {
      await git('cherry-pick', '--abort');
      return undefined;
    }
  };
  const verify = async (story: string) => (await run(storyOf(story).verify.join(' && '))).code;

  await git('init', '--quiet');
  await git('add', '--all');
  await git('commit', '--quiet', '-m', 'a house with tables and hours');
  const close = () => rm(folder, { recursive: true, force: true });
  return { folder, run, git, tip, write, play, work, rebase, verify, [Symbol.asyncDispose]: close };
}
