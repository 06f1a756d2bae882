/*
 * Paths that decide what runs on a person's machine, or what agents there are told. They are compared as the most
 * careless file system would: without case, in one Unicode form, without characters nobody sees.
 */

const FOLDERS = ['.vscode', '.idea', '.claude', '.codex', '.cursor', '.devcontainer', '.husky', '.baro'];
const FILES = ['.mcp.json', 'claude.md', 'agents.md'];
/** Of the files that git reads, these can do no more than leave files out. */
const HARMLESS = ['.gitignore', '.gitkeep'];

/** Zero-width and direction marks: HFS+ does not see them, nor do people. */
const UNSEEN = /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u206a-\u206f\ufeff\u00ad]/g;

/** As a careless file system compares names: NTFS drops streams, final dots and blanks too. */
function folded(name: string): string {
  const plain = name.normalize('NFKC').replace(UNSEEN, '').toLowerCase().normalize('NFC');
  return plain.replace(/:.*$/s, '').replace(/[. ]+$/, '');
}

/** Whether a file system could take this for `.git`; `git~1` is its short name on NTFS. */
export function isDotGit(name: string): boolean {
  const plain = folded(decoded(name));
  return plain === '.git' || /^git~\d+$/.test(plain);
}

/** Whether a change to this path (a character a byte) needs a person's word. */
export function isProtected(path: string): boolean {
  const names = decoded(path).split(/[/\\]/).map(folded);
  const last = names.at(-1) ?? '';
  return (
    names.some((name) => FOLDERS.includes(name) || isDotGit(name)) ||
    names.some((name, at) => name === '.github' && names[at + 1] === 'workflows') ||
    names.some((name, at) => name === '.github' && names[at + 1] === 'actions') ||
    FILES.includes(last) ||
    last.endsWith('.code-workspace') ||
    (last.startsWith('.git') && last !== '.github' && !HARMLESS.includes(last)) ||
    // short names that NTFS makes of the folders above, such as VSCODE~1
    names.some((name) => FOLDERS.some((folder) => new RegExp(`^${folder.slice(1, 7)}~\\d+$`).test(name)))
  );
}

const decoded = (bytes: string) => Buffer.from(bytes, 'latin1').toString();
