import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { claudeArguments, claudeEnvironment } from '../../../src/adapters/backends/claude-command.ts';
import { codexArguments, codexEnvironment } from '../../../src/adapters/backends/codex-command.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { named, question } from '../../support/think.ts';

const files = { shared: '/tmp/x/shared.md', shell: '/tmp/x/shell' };
const folders = ['/wt/a'] as const;

const claudeFlag = (argv: readonly string[], name: string) => argv[argv.indexOf(name) + 1];

test('V3 V5 Claude Code takes no settings, hooks or MCP servers from the repository', () => {
  for (const mode of ['ask', 'explore', 'work'] as const) {
    const argv = claudeArguments(question({ mode }), files, undefined);
    expect(argv).toContain('--strict-mcp-config');
    expect(claudeFlag(argv, '--setting-sources')).toBe('user');
    expect(argv).not.toContain('--mcp-config');
  }
});

test('V3 V6 Codex trusts no folder of a run, by any of its names', () => {
  const argv = codexArguments(question(), {
    folders: ['/wt/a "b"', '/real'],
    schema: undefined,
    thread: undefined,
  });
  expect(argv).toContain(
    'projects={"/wt/a \\"b\\""={trust_level="untrusted"},"/real"={trust_level="untrusted"}}',
  );
  expect(argv).toContain('--ignore-rules');
});

test('V16 no flag lifts the CLIs’ own permissions', () => {
  for (const mode of ['ask', 'explore', 'work'] as const) {
    const request = question({ mode });
    const all = [
      ...claudeArguments(request, files, undefined),
      ...codexArguments(request, { folders, schema: undefined, thread: undefined }),
    ].join(' ');
    expect(all).not.toMatch(/dangerous|yolo|bypass|full-access|full-auto/i);
  }
});

test('who only reads cannot write', () => {
  const codex = (mode: 'ask' | 'explore') =>
    claudeFlag(
      codexArguments(question({ mode }), { folders, schema: undefined, thread: undefined }),
      '--sandbox',
    );
  expect([codex('ask'), codex('explore')]).toEqual(['read-only', 'read-only']);
  const explore = claudeArguments(question({ mode: 'explore' }), files, undefined);
  expect(claudeFlag(explore, '--tools')).toBe('Read,Grep,Glob');
  expect(claudeFlag(explore, '--permission-mode')).toBe('dontAsk');
  expect(explore).not.toContain('--allowedTools');
  expect(claudeFlag(claudeArguments(question({ mode: 'ask' }), files, undefined), '--tools')).toBe('');
});

test('a route’s model and effort are said in the CLI’s own words', () => {
  const route = { backend: 'claude', model: 'opus', effort: 'minimal' } as const;
  const claude = claudeArguments(question({ route }), files, { id: 'u', taken: false });
  expect([
    claudeFlag(claude, '--model'),
    claudeFlag(claude, '--effort'),
    claudeFlag(claude, '--session-id'),
  ]).toEqual(['opus', 'low', 'u']);
  const codex = codexArguments(question({ route: { backend: 'codex', model: 'gpt-9', effort: 'max' } }), {
    folders,
    schema: '/tmp/x/schema.json',
    thread: 'th-1',
  });
  expect(codex).toContain('model_reasoning_effort="xhigh"');
  expect(codex.slice(-3)).toEqual(['resume', 'th-1', '-']);
  expect(claudeFlag(codex, '-m')).toBe('gpt-9');
});

test('the schema of an answer goes along', () => {
  const argv = claudeArguments(question({ mode: 'ask', answer: named as never }), files, undefined);
  expect(JSON.parse(claudeFlag(argv, '--json-schema') ?? '')).toEqual(named.jsonSchema);
});

const host = {
  PATH: '/bin',
  HOME: '/home/me',
  ANTHROPIC_API_KEY: 'sk-ant',
  ANTHROPIC_CUSTOM_HEADERS: 'x-team: a',
  CLAUDE_CONFIG_DIR: '/home/me/.claude',
  CLAUDE_CODE_SSE_PORT: '1',
  OPENAI_API_KEY: 'sk-oai',
  CODEX_HOME: '/tmp',
  CODEX_SANDBOX: 'seatbelt',
  AWS_SECRET_ACCESS_KEY: 'canary',
  GITHUB_TOKEN: 'canary',
  IS_SANDBOX: '1',
};

test('T086 a CLI sees its own variables, what a command needs, and no other secret', () => {
  const request = question({ env: { PATH: '/story/bin', HOME: '/story/home', PORT: '4001' } });
  const claude = claudeEnvironment(request, { env: host }, files);
  expect(claude).toMatchObject({
    PATH: '/story/bin',
    PORT: '4001',
    HOME: '/home/me',
    ANTHROPIC_API_KEY: 'sk-ant',
    CLAUDE_CONFIG_DIR: '/home/me/.claude',
    IS_SANDBOX: '1',
    BARO_RUN: 'r1',
  });
  const codex = codexEnvironment(request, { env: host });
  expect(codex).toMatchObject({
    OPENAI_API_KEY: 'sk-oai',
    CODEX_HOME: '/tmp',
    HOME: '/home/me',
    BARO_RUN: 'r1',
  });
  expect(codex).not.toHaveProperty('CODEX_SANDBOX');
  expect(codex).not.toHaveProperty('ANTHROPIC_API_KEY');
  expect(claude).not.toHaveProperty('OPENAI_API_KEY');
  expect(claude).not.toHaveProperty('CLAUDE_CODE_SSE_PORT');
  expect(JSON.stringify([claude, codex])).not.toContain('canary');
});

test('Claude Code’s requests carry what Baro’s own carry, beside the person’s headers', () => {
  const { ANTHROPIC_CUSTOM_HEADERS } = claudeEnvironment(question(), { env: host }, files);
  expect(ANTHROPIC_CUSTOM_HEADERS?.split('\n')).toEqual([
    'x-team: a',
    'x-baro-run: r1',
    'x-baro-phase: story',
    'x-baro-story: s1',
    'x-baro-attempt: 1',
  ]);
});

test('V5 V6 a home for its settings that is not absolute would be the repository’s, and is not the CLI’s', () => {
  const led = { ...host, CODEX_HOME: './.codex', CLAUDE_CONFIG_DIR: '.claude' };
  const home = temporaryFolder();
  mkdirSync(join(home, '.codex'));
  expect(claudeEnvironment(question(), { env: led }, files)).not.toHaveProperty('CLAUDE_CONFIG_DIR');
  expect(codexEnvironment(question(), { env: led })).not.toHaveProperty('CODEX_HOME');
  expect(codexEnvironment(question(), { env: { ...led, HOME: home } })).toMatchObject({
    CODEX_HOME: join(home, '.codex'),
  });
});

test('what the person lists is there for a CLI in every mode, for it may need it to sign in', () => {
  const { env: _, ...asking } = question({ mode: 'ask' });
  const options = { env: host, allow: ['AWS_SECRET_ACCESS_KEY'] };
  const ask = { ...asking, env: {} };
  for (const env of [claudeEnvironment(ask, options, files), codexEnvironment(ask, options)]) {
    expect(env).toMatchObject({ AWS_SECRET_ACCESS_KEY: 'canary' });
    expect(env).not.toHaveProperty('GITHUB_TOKEN');
  }
});
