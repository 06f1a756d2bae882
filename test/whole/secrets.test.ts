import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startGithub } from '../support/github-server.ts';
import { ends } from './rig/baro.ts';
import { remoteOf } from './rig/remote.ts';
import { openaiOf, overOpenai, served, smallBrain } from './rig/small-model.ts';
import { scripted, smallPlan, smallRepository } from './rig/small-run.ts';
import { world } from './rig/world.ts';

test('keys reach the providers they are for and nothing else: no log, commit, prompt, pull request or command', async () => {
  const place = world(smallRepository);
  remoteOf(place);
  await using github = await startGithub();
  const secrets = {
    OPENAI_API_KEY: 'canary-openai-7f3a9b',
    ANTHROPIC_API_KEY: 'canary-anthropic-7f3a9b',
    BARO_KEY_OTHER: 'canary-endpoint-7f3a9b',
    GITHUB_TOKEN: 'canary-github-7f3a9b',
    AWS_SECRET_ACCESS_KEY: 'canary-aws-7f3a9b',
    SOME_TOKEN: 'canary-some-7f3a9b',
  };
  const seen = join(place.folder, 'seen-by-commands.txt');
  const look = `env >> '${seen}'; env`;
  const brain = smallBrain({
    one: {
      files: {
        'notes/one.txt': 'one\n',
        'test.js': `${smallRepository['test.js']}require("node:fs").appendFileSync(${JSON.stringify(seen)}, JSON.stringify(process.env) + "\\n");\n`,
      },
      commands: [look],
    },
  });
  let echoed = false;
  const server = await served(async (question) => {
    const said = await brain(question);
    if (echoed || question.labels.phase !== 'critic') return said;
    echoed = true;
    const error = { message: `no, ${secrets.OPENAI_API_KEY} is not welcome now` };
    return { ...said, fault: { kind: 'status', status: 500, body: { error } } };
  });
  const ended = await place.baro([...overOpenai, '--json'], {
    ...openaiOf(server),
    ...secrets,
    GITHUB_API_URL: github.url,
  });
  ends(0, ended);
  expect(readFileSync(seen, 'utf8')).toContain('BARO_RUN');
  const everything = {
    commands: readFileSync(seen, 'utf8'),
    said: ended.stdout + ended.stderr,
    runData: execFileSync('grep', ['-r', '', join(place.repo, '.git', 'baro')], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    }),
    commits: place.git('log', '--all', '-p'),
    pulls: JSON.stringify(github.pulls),
    prompts: JSON.stringify(server.requests.map(({ body }) => body)),
  };
  for (const [where, text] of Object.entries(everything))
    expect({ where, found: /canary-\w+-7f3a9b/.exec(text)?.[0] }).toEqual({ where, found: undefined });
  expect(new Set(server.requests.map(({ headers }) => headers.authorization))).toEqual(
    new Set([`Bearer ${secrets.OPENAI_API_KEY}`]),
  );
  expect(new Set(github.asked.map(({ token }) => token))).toEqual(new Set([secrets.GITHUB_TOKEN]));
});

test('nothing that a story started outlives the run', async () => {
  const place = world(smallRepository);
  const daemons = [
    'sleep 987 &',
    'nohup sleep 987 >/dev/null 2>&1 &',
    'setsid sleep 987 >/dev/null 2>&1 < /dev/null &',
    '(setsid sh -c "trap : TERM; sleep 987; sleep 987" >/dev/null 2>&1 &)',
    'node -e \'require("node:child_process").spawn("sleep", ["987"], { detached: true, stdio: "ignore" }).unref()\'',
  ];
  const server = await served(
    smallBrain({ one: { files: { 'notes/one.txt': 'one\n' }, commands: daemons } }),
  );
  ends(0, await place.baro([...overOpenai, '--local-only'], openaiOf(server)));
  expect(place.leftovers()).toEqual([]);
});

test('what a run keeps is for its owner alone', async () => {
  const place = world(smallRepository);
  ends(0, await place.baro([...scripted(place.folder), '--local-only', '--yes', smallPlan.goal]));
  const data = join(place.repo, '.git', 'baro');
  const open = readdirSync(data, { recursive: true, encoding: 'utf8' }).filter(
    (name) => (statSync(join(data, name)).mode & 0o077) !== 0,
  );
  expect(open).toEqual([]);
});
