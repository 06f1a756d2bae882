import Anser from 'anser';

export type Span = { readonly text: string; readonly classes: string };

/** Escape sequences other than colours, and characters that a line has no use for or that turn it around. */
const OTHERS = new RegExp(
  [
    String.raw`\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)?`, // titles and links
    String.raw`\x1b\[(?![0-9;]*m)[0-?]*[ -/]*[@-~]?`, // cursor and screen
    String.raw`\x1b[PX^_][^\x1b\n]*(?:\x1b\\)?`, // strings for devices
    String.raw`\x1b(?!\[)[^\n]?`,
    String.raw`[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\ufeff]|\p{Bidi_Control}`,
  ].join('|'),
  'gu',
);

/** A terminal's output as plain pieces of text with the classes of their colours. */
export function spansOf(text: string): readonly Span[] {
  const clean = lastWritten(text).replace(OTHERS, '');
  if (!clean.includes('\x1b')) return clean ? [{ text: clean, classes: '' }] : [];
  return Anser.ansiToJson(clean, { use_classes: true, remove_empty: true, json: true })
    .map(({ content, fg, bg, decorations }) => ({
      text: content,
      classes: [
        /^ansi-(bright-)?\w+$/.test(fg ?? '') ? fg : '',
        /^ansi-(bright-)?\w+$/.test(bg ?? '') ? `${bg}-bg` : '',
        ...decorations.map((name) => `ansi-${name}`),
      ]
        .filter(Boolean)
        .join(' '),
    }))
    .filter(({ text: content }) => content !== '');
}

/** A carriage return writes a line anew: what a terminal would show of it in the end. */
const lastWritten = (text: string) =>
  text.includes('\r')
    ? text
        .replaceAll('\r\n', '\n')
        .split('\n')
        .map((line) => line.slice(line.replace(/\r+$/, '').lastIndexOf('\r') + 1).replace(/\r+$/, ''))
        .join('\n')
    : text;
