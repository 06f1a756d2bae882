import { expect, test } from 'vitest';
import { childEnvironment } from '../../src/adapters/environment.ts';

test('a child sees what it needs to run, what is allowed and what is added, and no key', () => {
  const base = {
    ...{ PATH: '/bin', HOME: '/home/ada', LC_TIME: 'de', https_proxy: 'http://p', SSL_CERT_FILE: '/c' },
    ...{ RUSTUP_HOME: '/opt/rustup', JAVA_HOME: '/opt/java' },
    ...{
      OPENAI_API_KEY: 'k',
      GITHUB_TOKEN: 't',
      NODE_OPTIONS: '--require x',
      GIT_DIR: '/x',
      MINE: '1',
      UNSET: undefined,
    },
    ...{ CLAUDE_ONE: '1', CLAUDEX: '2' },
  };
  expect(
    childEnvironment(base, { allow: ['MINE', 'CLAUDE_*', 'UNSET'], extra: { PORT: '1', HOME: '/other' } }),
  ).toEqual({
    ...{ PATH: '/bin', HOME: '/other', LC_TIME: 'de', https_proxy: 'http://p', SSL_CERT_FILE: '/c' },
    ...{ RUSTUP_HOME: '/opt/rustup', JAVA_HOME: '/opt/java' },
    ...{ MINE: '1', CLAUDE_ONE: '1', PORT: '1' },
  });
});
