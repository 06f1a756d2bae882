import { changes, lines } from './changes.ts';
import type { Git } from './git.ts';
import { shown } from './paths.ts';

/** The most names that the closing line of a cut diff lists. */
const MOST_NAMES = 20;

/** A unified diff of at most `most` characters; what it leaves out is said in its last lines. */
export async function diff(git: Git, from: string, to: string, most: number): Promise<string> {
  const { stdout, cut } = await git.run(['diff-tree', '-r', '-p', '-M', '--no-color', from, to], {
    most: most * 4,
  });
  const text = stdout.toString();
  if (!cut && text.length <= most) return text;
  const files = await changes(git, from, to);
  const { added, removed } = await lines(git, from, to);
  const whole = text.slice(0, most);
  const closing = (shownFiles: number) => {
    const rest = files.slice(shownFiles).map(({ path }) => shown(path));
    const names = rest.slice(0, MOST_NAMES).join(', ');
    const more = rest.length > MOST_NAMES ? ` and ${rest.length - MOST_NAMES} more` : '';
    return `[cut: of ${files.length} files (+${added} −${removed}) not or not wholly shown: ${names}${more}]\n`;
  };
  // the file that the cut falls into counts as not wholly shown
  const room = whole.slice(0, Math.max(0, most - closing(0).length));
  const begun = room.split(/^diff --git /m).length - 1;
  const end = room.lastIndexOf('\n') + 1;
  return (room.slice(0, end) + closing(Math.max(0, begun - 1))).slice(0, most);
}
