import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { childEnvironment } from '../../src/adapters/environment.ts';

const Story = z.object({ title: z.string(), criteria: z.array(z.string()).min(1) });
/** A change of one place in the solution that breaks a criterion, which its number names. */
const Bug = z.object({
  name: z.string(),
  file: z.string(),
  find: z.string(),
  replace: z.string(),
  breaks: z.int(),
});
export type Bug = z.infer<typeof Bug>;

/** A goal for a small repository, tests that nobody who works on it sees, a solution, and bugs to seed into that. */
export type Task = z.infer<typeof Story> & {
  readonly name: string;
  readonly folder: string;
  readonly goal: string;
  readonly bugs: readonly Bug[];
};

export async function readTasks(folder: string): Promise<readonly Task[]> {
  const names = (await readdir(folder)).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const at = join(folder, name);
      const json = async (file: string): Promise<unknown> =>
        JSON.parse(await readFile(join(at, file), 'utf8'));
      return {
        name,
        folder: at,
        goal: await readFile(join(at, 'goal.md'), 'utf8'),
        ...Story.parse(await json('story.json')),
        bugs: z.array(Bug).parse(await json('bugs.json')),
      };
    }),
  );
}

/** The task's repository in a folder of its own, gone when it is disposed of. */
export async function checkedOut(task: Task) {
  const folder = await mkdtemp(join(tmpdir(), `baro-eval-${task.name}-`));
  const git = async (...args: readonly string[]) => {
    const { code, output } = await run(
      [
        'git',
        '-c',
        'user.name=eval',
        '-c',
        'user.email=eval@example.org',
        '-c',
        'commit.gpgSign=false',
        ...args,
      ],
      folder,
    );
    if (code !== 0) throw new Error(`git ${args[0]}: ${output}`);
    return output.trim();
  };
  const save = async (message: string) => {
    await git('add', '--all');
    await git('commit', '--quiet', '--allow-empty', '--message', message);
    return git('rev-parse', 'HEAD');
  };
  await cp(join(task.folder, 'repo'), folder, { recursive: true });
  await git('init', '--quiet', '--initial-branch=main');
  const base = await save('Start');
  return {
    folder,
    base,
    git,
    save,
    /** Puts the solution there, with a bug in it where one is named. */
    async solve(bug?: Bug) {
      await cp(join(task.folder, 'solution'), folder, { recursive: true });
      if (!bug) return;
      const text = await readFile(join(folder, bug.file), 'utf8');
      if (text.split(bug.find).length !== 2)
        throw new Error(`${task.name}: “${bug.name}” fits not just once`);
      await writeFile(
        join(folder, bug.file),
        text.replace(bug.find, () => bug.replace),
      );
    },
    /** Whether the tests that everybody may run are green. */
    open: () => green(folder, 'test'),
    /** Whether the tests that nobody has seen are green. */
    async hidden() {
      await cp(join(task.folder, 'hidden'), join(folder, 'hidden'), { recursive: true });
      const found = await green(folder, 'hidden');
      await rm(join(folder, 'hidden'), { recursive: true });
      return found;
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
export type Checkout = Awaited<ReturnType<typeof checkedOut>>;

/** A file of tests is a program that fails where a test does. */
async function green(folder: string, tests: string): Promise<boolean> {
  const files = (await readdir(join(folder, tests))).filter((name) => name.endsWith('.test.js'));
  const ended = await Promise.all(files.map((name) => run([process.execPath, join(tests, name)], folder)));
  return ended.every(({ code }) => code === 0);
}

function run(
  argv: readonly string[],
  cwd: string,
): Promise<{ readonly code: number; readonly output: string }> {
  const [program = '', ...args] = argv;
  return new Promise((resolve) => {
    execFile(
      program,
      args,
      { cwd, env: childEnvironment(process.env), timeout: 60_000 },
      (error, stdout, stderr) => resolve({ code: error ? 1 : 0, output: error ? stdout + stderr : stdout }),
    );
  });
}
