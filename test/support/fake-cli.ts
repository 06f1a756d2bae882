import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.ts';

/**
 * A command line that stands in for somebody else's CLI. Its script says lines (`say(value)`, `raw(text)`), hears
 * what stdin brings (`await line()`, `await all()`) and sees `argv`; top-level await is there.
 */
export function fakeCli(script: string): readonly string[] {
  const path = join(temporaryFolder(), 'cli.mjs');
  writeFileSync(path, PRELUDE + script);
  return [process.execPath, path];
}

const PRELUDE = `
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { readFileSync, writeFileSync, existsSync, appendFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
const argv = process.argv.slice(2);
const flag = (name) => argv[argv.indexOf(name) + 1];
const raw = (text) => process.stdout.write(text);
const say = (value) => raw(JSON.stringify(value) + '\\n');
const stdin = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const line = async () => { const { value, done } = await stdin.next(); return done ? undefined : value; };
const all = async () => { const got = []; for (let l = await line(); l !== undefined; l = await line()) got.push(l); return got.join('\\n'); };
const forever = () => new Promise(() => setInterval(() => {}, 1000));
`;
