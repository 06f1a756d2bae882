/** Commands of the command line, and what does the same here. */
const HERE: readonly (readonly [RegExp, string])[] = [
  [/`baro doctor`/g, 'Baro: Doctor'],
  [/`baro demo`/g, 'Baro: Try the Demo'],
  [/`baro clean`/g, 'Baro: Clean Up Worktrees'],
  [/`baro runs` lists/g, 'The Runs view lists'],
  [/`baro resume [\w-]+`/g, 'Baro: Resume'],
  [/`baro stop [\w-]+`/g, 'Baro: Stop'],
  [/ `--include-changes` takes them along\./g, ''],
  [/say --endpoint \S+=URL, or add it to/g, 'add its address to'],
  [
    /say --openai-base-url URL, or name one with --endpoint NAME=URL or in `baro.models.endpoints`/g,
    'set `baro.models.openaiBaseUrl`, or name one in `baro.models.endpoints` and route to openai-compatible:MODEL@NAME',
  ],
  [/; say which with --script FILE/g, ', and only the demo has some: Baro: Try the Demo'],
  [/\bset (?=[A-Z_]*KEY)/g, 'use Baro: Set API Key, or set '],
];

/** A sentence that was written for every front end, with the next step as it is taken in the editor. */
export const inEditor = (text: string) =>
  HERE.reduce((said, [there, here]) => said.replace(there, here), text);
