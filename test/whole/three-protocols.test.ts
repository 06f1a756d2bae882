import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startGithub } from '../support/github-server.ts';
import { modelServer } from '../support/model-server.ts';
import { planBrain } from '../support/plan-brain.ts';
import { ends } from './rig/baro.ts';
import { colorAnswers, colorPlan } from './rig/color-stories.ts';
import { eventsOf, parseEntries } from './rig/entries.ts';
import { publicPackage } from './rig/public-package.ts';
import { world } from './rig/world.ts';

const PHASES = ['architect', 'planner', 'story', 'critic', 'surgeon'];

type Protocol = {
  readonly flags: (url: string) => string[];
  readonly env: (url: string) => Record<string, string>;
  readonly path: string;
};
const protocols: Readonly<Record<string, Protocol>> = {
  'OpenAI Responses': {
    flags: () => ['--llm', 'openai'],
    env: (url) => ({ OPENAI_API_KEY: 'sk-canary-openai', OPENAI_BASE_URL: `${url}/v1` }),
    path: '/v1/responses',
  },
  'Chat Completions': {
    flags: (url) => ['--llm', 'openai', '--openai-base-url', `${url}/v1`, '--model', 'local-1'],
    env: () => ({ OPENAI_API_KEY: 'sk-canary-openai' }),
    path: '/v1/chat/completions',
  },
  'Anthropic Messages': {
    flags: () => ['--llm', 'anthropic'],
    env: (url) => ({ ANTHROPIC_API_KEY: 'sk-canary-anthropic', ANTHROPIC_BASE_URL: url }),
    path: '/v1/messages',
  },
};

let temp: string;
let source: string | undefined;
const trees = new Map<string, string>();
beforeAll(() => {
  temp = mkdtempSync(join(tmpdir(), 'baro-public-'));
  source = publicPackage(temp);
});
afterAll(() => rmSync(temp, { recursive: true, force: true }));

describe.each(Object.entries(protocols))('over %s', (name, { flags, env, path }) => {
  test('a goal becomes a pull request on a public package', async ({ skip }) => {
    if (!source) return skip('no npm registry is reachable');
    const { git, repo, folder, baro, log, leftovers } = world(source);
    const remote = join(folder, 'remote.git');
    execFileSync('git', ['clone', '-q', '--bare', repo, remote]);
    git('remote', 'add', 'origin', 'https://github.com/acme/shop.git');
    git('remote', 'set-url', '--push', 'origin', remote);
    const server = await modelServer(planBrain(colorPlan, colorAnswers(source)));
    onTestFinished(() => server.close());
    await using github = await startGithub();

    const ended = await baro(['--json', '--yes', ...flags(server.url), colorPlan.goal], {
      ...env(server.url),
      GITHUB_API_URL: github.url,
      GITHUB_TOKEN: 'ghp_canary',
    });

    ends(0, ended);
    const entries = log();
    expect(parseEntries(ended.stdout)).toEqual(entries);
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
    expect(eventsOf(entries, 'run.verified')).toMatchObject([{ ok: true }]);

    const [requested] = eventsOf(entries, 'run.requested');
    const branch = requested?.branch ?? '';
    const integrated = eventsOf(entries, 'story.integrated');
    const commits = git('log', '--reverse', '--format=%H', `main..${branch}`).split('\n');
    expect(commits).toEqual(integrated.map(({ commit }) => commit));
    expect(integrated.map(({ storyId }) => storyId).toSorted()).toEqual(
      colorPlan.stories.map(({ id }) => id).toSorted(),
    );
    for (const { commit, storyId, attempt } of integrated) {
      expect(
        git('log', '-1', '--format=%(trailers:only,unfold)', commit).split('\n').filter(Boolean),
      ).toEqual([
        `Baro-Run: ${requested?.runId}`,
        `Baro-Story: ${storyId}`,
        `Baro-Attempt: ${attempt}`,
        expect.stringMatching(/^Baro-Route: [a-z-]+:/),
      ]);
      expect(git('log', '-1', '--format=%an <%ae>', commit)).toBe('Ada <ada@example.org>');
    }

    for (const { headers, method, path: asked } of server.requests) {
      const phase = `${headers['x-baro-phase']}`;
      expect(PHASES).toContain(phase);
      expect(headers['x-baro-run']).toBe(requested?.runId);
      if (method !== 'POST') continue; // looks up which models there are
      expect(asked).toBe(path);
      if (phase === 'story')
        expect(headers).toMatchObject({ 'x-baro-story': expect.any(String), 'x-baro-attempt': '1' });
    }
    const judged = server.requests.filter(({ headers }) => headers['x-baro-phase'] === 'critic');
    const attempts = judged.map(({ headers }) => `${headers['x-baro-story']} ${headers['x-baro-attempt']}`);
    for (const { id } of colorPlan.stories) expect(attempts).toContain(`${id} 1`);

    expect(execFileSync('git', ['rev-parse', branch], { cwd: remote, encoding: 'utf8' }).trim()).toBe(
      commits.at(-1),
    );
    expect(github.pulls).toMatchObject([{ draft: false, base: { ref: 'main' }, head: { ref: branch } }]);
    const body = github.pulls[0]?.body ?? '';
    expect(body).toContain('| Story | State | Verdict | Route | Attempts | Time | Cost | Commit |');
    expect(body).toContain('| Requirement |  | Evidence |');
    expect(body).toContain('| Command | Before | After | On commit |');
    expect(leftovers()).toEqual([]);
    trees.set(name, git('rev-parse', `${branch}^{tree}`));
  });
});

test('the same plan gives the same content through all three', ({ skip }) => {
  if (!source) return skip('no npm registry is reachable');
  expect(trees.size).toBe(3);
  expect(new Set(trees.values()).size).toBe(1);
});
