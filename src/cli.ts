#!/usr/bin/env node
import { startRun } from './run/runs.ts';
import { siteOf } from './run/site.ts';

const site = await siteOf(process.cwd());
if ('problem' in site) throw new Error(site.problem);
const host = {
  secret: async (name: string) => process.env[name],
  githubToken: async () => process.env['GITHUB_TOKEN'],
  settings: () => ({
    endpoints: {},
    executables: {},
    environment: [],
    buildCommands: [],
    testCommands: [],
    trusted: true,
  }),
  backends: [],
  participants: () => [],
  log: (line: string) => console.error(line),
};
const run = await startRun(
  site,
  process.argv[2] ?? '',
  { preset: 'scripted', approve: 'auto', localOnly: true, script: process.argv[3] },
  host,
  process.env,
);
if ('problems' in run) throw new Error(run.problems.join('\n'));
run.watch((entry) =>
  console.log(entry.seq, entry.by, entry.event.type, JSON.stringify(entry.event).slice(0, 200)),
);
await run.over;
await run.close();
