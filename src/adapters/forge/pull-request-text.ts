/** What GitHub takes, in characters. */
const MOST_BODY = 65_536;
const MOST_TITLE = 256;

const CUT = `*Cut here: GitHub takes ${MOST_BODY.toLocaleString('en')} characters. \`baro show\` tells the whole story.*`;

/** The body as GitHub takes it: cut at a line, with what it leaves open closed and a sentence that says so. */
export function fittedBody(body: string): string {
  if (body.length <= MOST_BODY) return body;
  const room = MOST_BODY - CUT.length - 200;
  const cut = body
    .slice(0, Math.max(body.lastIndexOf('\n', room), room - 2000))
    .replace(/[\uD800-\uDBFF]$/, '');
  const fenced = (cut.match(/^ *```/gm)?.length ?? 0) % 2 === 1;
  const count = (tag: RegExp) => cut.match(tag)?.length ?? 0;
  const folded = Math.min(10, Math.max(0, count(/<details\b/g) - count(/<\/details>/g)));
  return `${cut}${fenced ? '\n```' : ''}${'\n</details>'.repeat(folded)}\n\n${CUT}`;
}

/** One line, as long as GitHub takes it. */
export function fittedTitle(title: string): string {
  const line = title.replace(/\s+/g, ' ').trim();
  return line.length <= MOST_TITLE
    ? line
    : `${line.slice(0, MOST_TITLE - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
