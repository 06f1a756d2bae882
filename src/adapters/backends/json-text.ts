import { jsonrepair } from 'jsonrepair';

/** Every JSON object or list that a text may be meant to hold, the most literal reading first. */
export function* jsonIn(text: string): Generator<unknown> {
  const fenced = [...text.matchAll(/```[a-z]*\s*\n([\s\S]*?)```/gi)].map(([, inside]) => inside ?? '');
  const balanced = [...balancedIn(text)];
  for (const part of [text, ...fenced, ...balanced]) yield* parsed(part, JSON.parse);
  const from = text.search(/[[{]/);
  if (from < 0) return;
  const to = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']')) + 1;
  for (const part of [...fenced, ...balanced, text.slice(from, to), text.slice(from)])
    yield* parsed(part, (broken) => JSON.parse(jsonrepair(broken)));
}

function* parsed(text: string, parse: (text: string) => unknown): Generator<unknown> {
  if (!/^\s*[[{]/.test(text)) return;
  try {
    const value = parse(text);
    if (typeof value === 'object' && value !== null) yield value;
  } catch {
    // not this part
  }
}

/** The outermost `{…}` and `[…]`, brackets in strings left alone. */
function* balancedIn(text: string): Generator<string> {
  let depth = 0;
  let from = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at++;
      else if (character === '"') inString = false;
    } else if (character === '"' && depth) inString = true;
    else if (character === '{' || character === '[') {
      if (depth++ === 0) from = at;
    } else if ((character === '}' || character === ']') && depth && --depth === 0)
      yield text.slice(from, at + 1);
  }
}
