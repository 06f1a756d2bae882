/*
 * Paths that decide what runs on a person's machine, or what agents there are told. They are compared as the most
 * careless file system would: without case, in one Unicode form, without characters nobody sees.
 */

const FOLDERS = ['.vscode', '.idea', '.claude', '.codex', '.cursor', '.devcontainer', '.husky', '.baro'];
const FILES = ['.mcp.json', 'claude.md', 'agents.md'];
/** Of the files that git reads, these can do no more than leave files out. */
const HARMLESS = ['.gitignore', '.gitkeep'];

/** What no file system need tell from nothing, nor do people. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}|\p{Cf}/gu;

/** As a careless file system compares names: NTFS drops streams, final dots and blanks too. */
function folded(name: string): string {
  const plain = name.normalize('NFKC').replace(UNSEEN, '').toLowerCase().normalize('NFC');
  return plain.replace(/:.*$/s, '').replace(/[. ]+$/, '');
}

/** The short names that NTFS makes of long ones, such as `VSCODE~1` and `MCP~1.JSO`. */
const SHORT = [...FOLDERS, '.github', '.gitattributes', '.gitmodules', '.mcp.json'].map((long) => {
  const [stem = '', end] = long.slice(1).split('.');
  return { long, short: new RegExp(`^${stem.slice(0, 6)}~\\d+${end ? `\\.${end.slice(0, 3)}` : ''}$`) };
});
const lengthened = (name: string) =>
  SHORT.find(({ short }) => short.test(name))?.long ?? name.replace(/~\d+\.cod$/, '.code-workspace');

/** Whether a file system could take this name for `.git`; `git~1` is its short name on NTFS. */
export function mayBeGit(name: string): boolean {
  const plain = folded(name);
  return plain === '.git' || /^git~\d+$/.test(plain);
}

/** The same of a name a character a byte. */
export const isDotGit = (name: string) => mayBeGit(decoded(name));

/** Whether a change to this path (a character a byte) needs a person's word. */
export function isProtected(path: string): boolean {
  const names = decoded(path)
    .split(/[/\\]/)
    .map((name) => lengthened(folded(name)));
  const last = names.at(-1) ?? '';
  return (
    names.some((name) => FOLDERS.includes(name) || mayBeGit(name)) ||
    names.some((name, at) => name === '.github' && ['workflows', 'actions'].includes(names[at + 1] ?? '')) ||
    FILES.includes(last) ||
    last.endsWith('.code-workspace') ||
    (last.startsWith('.git') && last !== '.github' && !HARMLESS.includes(last))
  );
}

const decoded = (bytes: string) => Buffer.from(bytes, 'latin1').toString();
