import type { Git } from './git.ts';
import { shown } from './paths.ts';

/** The shapes of keys that are worth money or access, each with the name that people know it by. */
const SHAPES: readonly (readonly [string, RegExp])[] = [
  ['a private key', /-----BEGIN (?:RSA |EC |DSA |OPENSSH |PGP |ENCRYPTED )?PRIVATE KEY(?: BLOCK)?-----/],
  ['an AWS access key', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})/],
  ['a GitLab token', /\bglpat-[A-Za-z0-9_-]{20,}/],
  ['an Anthropic key', /\bsk-ant-[A-Za-z0-9_-]{20,}/],
  // words with dashes between them, as in a class name, are no key
  ['an API key', /\bsk-[A-Za-z0-9_-]*[A-Za-z0-9]{16,}[A-Za-z0-9_-]*/],
  ['a Slack token', /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/],
  ['a Stripe key', /\b[rs]k_live_[A-Za-z0-9]{20,}/],
  ['a Google key', /\bAIza[0-9A-Za-z_-]{35}\b/],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}\b/],
  ['a Hugging Face token', /\bhf_[A-Za-z0-9]{30,}\b/],
];

/** A key looks random; a placeholder such as `sk-xxxxxxxxxxxxxxxxxxxx` does not. */
const LEAST_BITS = 3;
const MOST_BYTES = 64_000_000;
const MOST_SENTENCES = 10;

/** Where the lines that a commit adds hold what looks like a key; the key itself is not repeated. */
export async function secrets(git: Git, parent: string, commit: string): Promise<readonly string[]> {
  const { stdout } = await git.run(
    ['diff-tree', '-r', '-p', '-U0', '--no-renames', '--no-color', '--text', parent, commit],
    { most: MOST_BYTES },
  );
  const sentences = new Set<string>();
  let path = '';
  let line = 0;
  let inHunk = false;
  for (const text of stdout.toString('latin1').split('\n')) {
    if (text.startsWith('diff --git ')) inHunk = false;
    else if (!inHunk && text.startsWith('+++ '))
      path = text.replace(/^\+\+\+ "?(b\/)?/, '').replace(/"?\t?$/, '');
    else if (text.startsWith('@@ ')) {
      inHunk = true;
      line = Number(/\+(\d+)/.exec(text)?.[1] ?? 0) - 1;
    } else if (inHunk && text.startsWith('+')) {
      line++;
      const kind = secretIn(text.slice(1));
      if (kind) sentences.add(`It adds what looks like ${kind} in ${shown(path)}, line ${line}.`);
      if (sentences.size === MOST_SENTENCES) break;
    }
  }
  return [...sentences];
}

/** What kind of key a line holds, if any. */
function secretIn(line: string): string | undefined {
  for (const [kind, shape] of SHAPES) {
    const found = shape.exec(line)?.[0];
    if (found && (found.startsWith('-----') || looksReal(found))) return kind;
  }
  return undefined;
}

function looksReal(key: string): boolean {
  const body = key.replace(/^[a-z_]+[-_]/i, '');
  return (
    /\d/.test(body) && !/example|placeholder|your|xxxx|dummy|redacted/i.test(key) && bits(body) >= LEAST_BITS
  );
}

/** Shannon entropy, in bits a character. */
function bits(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, n) => sum - (n / text.length) * Math.log2(n / text.length), 0);
}
