import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, relative } from 'node:path';

/** What git keeps for everybody, and where a run may add something of its own. */
const SHARED =
  /^\.git\/(objects|baro|worktrees|refs\/baro|refs\/heads\/baro|logs\/refs\/heads\/baro|packed-refs)(\/|$)/;

/** Every byte of a checkout and of git's own files about it: path, mode and digest, what a run may add left out. */
export function bytesOf(repo: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const visit = (path: string) => {
    const name = relative(repo, path).replaceAll('\\', '/');
    if (SHARED.test(name)) return;
    const { mode, isDirectory, isLink } = stateOf(path);
    if (isDirectory) for (const child of readdirSync(path).sort()) visit(join(path, child));
    else found[name] = `${mode.toString(8)} ${isLink ? readlinkSync(path) : digest(path)}`;
  };
  visit(repo);
  return found;
}

/** Refs that are not the run's own. */
export const otherRefs = (git: (...args: string[]) => string) =>
  git('for-each-ref', '--format=%(refname) %(objectname)')
    .split('\n')
    .filter((line) => !/^refs\/(heads\/)?baro\//.test(line));

function stateOf(path: string) {
  const stat = lstatSync(path);
  return { mode: stat.mode, isDirectory: stat.isDirectory(), isLink: stat.isSymbolicLink() };
}

const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
