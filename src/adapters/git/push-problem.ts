/** Why a push did not arrive: the class decides what a person can do about it. */
export type PushProblem = {
  readonly ok: false;
  readonly kind: 'auth' | 'protected' | 'large' | 'non-fast-forward' | 'network' | 'other';
  readonly problem: string;
};

/** Looked for in this order: a server that declines says much else besides. */
const KINDS: readonly (readonly [PushProblem['kind'], RegExp, string])[] = [
  [
    'large',
    /GH001|file size limit|larger than|pack exceeds maximum|Request entity too large|HTTP 413/i,
    'refuses a file for its size',
  ],
  [
    'auth',
    /Authentication failed|could not read (Username|Password)|Permission (to .* )?denied|terminal prompts disabled|Invalid username|access denied|Repository not found|requested URL returned error: 40[13]|Host key verification failed/i,
    'does not let you in; sign in, or give Baro a token that may write to it',
  ],
  [
    'protected',
    /protected branch|GH006|GH013|rule violations|hook declined|push declined|remote rejected/i,
    'declines the branch',
  ],
  ['non-fast-forward', /non-fast-forward|fetch first|\[rejected\]/i, 'has other commits on the branch'],
  [
    'network',
    /Could not resolve host|Connection (refused|timed out|reset|closed)|Failed to connect|unable to access|Network is unreachable|early EOF|hung up|RPC failed|HTTP 5\d\d|returned error: 5\d\d/i,
    'could not be reached',
  ],
];

export function pushProblem(push: { url: string; stderr: string; timedOut: boolean }): PushProblem {
  const where = withoutPassword(push.url);
  if (push.timedOut) return { ok: false, kind: 'network', problem: `${where} did not answer in time.` };
  const [kind, , what] =
    KINDS.find(([, words]) => words.test(push.stderr)) ?? (['other', /./, 'did not take the push'] as const);
  const said = withoutPassword(telling(push.stderr)).slice(0, 400);
  return { ok: false, kind, problem: `${where} ${what}${said ? `: ${said}` : '.'}` };
}

/** The lines that say why, without git's hints and progress. */
function telling(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.replace(/^remote:\s*/, '').trim());
  const why = lines.filter((line) => /^(fatal|error):|GH0|declined|rejected|denied|limit|!\t/i.test(line));
  return (why.length > 0 ? why : lines.filter((line) => line !== '')).slice(0, 3).join(' ');
}

/** An address, or a text with addresses, without what is secret in them. */
const withoutPassword = (text: string) => text.replace(/(\w+:\/\/)[^/@\s]+@/g, '$1');
