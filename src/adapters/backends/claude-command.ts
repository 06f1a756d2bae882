import type { ThinkRequest } from '../../engine/backend.ts';
import type { Effort } from '../../model/route.ts';
import { cliEnvironment } from './cli-environment.ts';
import type { CliOptions } from './cli-options.ts';
import type { Session } from './cli-session.ts';
import { headersOf } from './labels.ts';

/** Files of one question, in a folder that only this user may look into. */
export type ClaudeFiles = {
  /** What all questions of a kind share; it goes behind Claude Code's own system prompt, where it can be cached. */
  readonly shared: string;
  /** Runs a command without the keys that the CLI itself needs; undefined where scripts cannot be run there. */
  readonly shell: string | undefined;
};

/** These are asked for over and over, so that the tools are the same bytes in every request. */
const READ = 'Read,Grep,Glob';
const WORK = 'Read,Edit,Write,Bash,Grep,Glob';

const EFFORT: Readonly<Partial<Record<Effort, string>>> = { minimal: 'low' };

/**
 * The command line of one question. Settings, hooks and MCP servers that the repository brings are not looked at;
 * nothing that is not listed here may be done, and no flag lifts that. The prompt comes by stdin.
 */
export function claudeArguments(
  { mode, route, limits, answer }: ThinkRequest<unknown>,
  files: ClaudeFiles,
  session: Session | undefined,
): readonly string[] {
  const works = mode === 'work';
  return [
    ...['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'],
    ...['--include-partial-messages', '--replay-user-messages'],
    ...['--strict-mcp-config', '--setting-sources', 'user', '--disable-slash-commands'],
    ...['--exclude-dynamic-system-prompt-sections', '--append-system-prompt-file', files.shared],
    ...(works
      ? ['--permission-mode', 'acceptEdits', '--allowedTools', 'Bash']
      : ['--permission-mode', 'dontAsk', '--safe-mode']),
    ...['--tools', works ? WORK : mode === 'explore' ? READ : ''],
    ...['--max-turns', `${limits.turns}`],
    ...(route.model ? ['--model', route.model] : []),
    ...(route.effort ? ['--effort', EFFORT[route.effort] ?? route.effort] : []),
    ...(answer ? ['--json-schema', JSON.stringify(answer.jsonSchema)] : []),
    ...(session ? [session.taken ? '--resume' : '--session-id', session.id] : ['--no-session-persistence']),
  ];
}

/** What a Claude Code that Baro happens to run under has said to its own children. */
const INHERITED = [
  'CLAUDE_CODE_SSE_PORT',
  'CLAUDE_CODE_ENTRYPOINT',
  'CLAUDE_CODE_SESSION_ID',
  'CLAUDE_CODE_CHILD_SESSION',
];

export function claudeEnvironment(
  request: Pick<ThinkRequest<unknown>, 'env' | 'labels' | 'limits'>,
  options: Pick<CliOptions, 'env' | 'allow'>,
  files: ClaudeFiles,
): Record<string, string> {
  const env = cliEnvironment(request, options, ['ANTHROPIC_*', 'CLAUDE_*', 'DISABLE_*', 'IS_SANDBOX']);
  for (const name of INHERITED) delete env[name];
  const longest = Math.round(request.limits.silenceMs * 0.9);
  const { ANTHROPIC_CUSTOM_HEADERS: theirs } = options.env;
  const ours = Object.entries(headersOf(request.labels)).map(([name, value]) => `${name}: ${value}`);
  return {
    // A command that builds or tests may take longer than the CLI's two minutes, but the agent must hear of its end.
    BASH_DEFAULT_TIMEOUT_MS: `${Math.min(900_000, longest)}`,
    BASH_MAX_TIMEOUT_MS: `${Math.min(3_600_000, longest)}`,
    ...env,
    ANTHROPIC_CUSTOM_HEADERS: [...(theirs ? [theirs] : []), ...ours].join('\n'),
    DISABLE_AUTOUPDATER: '1',
    ...(files.shell ? { CLAUDE_CODE_SHELL_PREFIX: files.shell } : {}),
  };
}

/** A command of the agent, run as Claude Code would, in an environment that holds no keys. */
export const KEYLESS_SHELL = `#!/bin/sh
for name in $(env | sed -n 's/^\\(ANTHROPIC_[A-Za-z0-9_]*\\)=.*/\\1/p'); do unset "$name"; done
unset CLAUDE_CODE_OAUTH_TOKEN CLAUDE_CODE_SHELL_PREFIX
case "$SHELL" in
  */zsh) exec zsh -c "$1" ;;
  *) exec bash -c "$1" ;;
esac
`;
