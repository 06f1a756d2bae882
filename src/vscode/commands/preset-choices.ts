import { PRESETS } from '../contributions.ts';
import { inEditor } from '../in-editor.ts';
import type { Choice } from './ask.ts';

const WHAT_PRESETS_ARE: Readonly<Record<(typeof PRESETS)[number], string>> = {
  auto: 'the best of what is signed in',
  claude: 'Claude Code, on your subscription or key',
  codex: 'Codex CLI, on your subscription or key',
  openai: 'the OpenAI API',
  anthropic: 'the Anthropic API',
  copilot: "VS Code's own models",
  hybrid: 'planned by one provider, built by another',
  'openai-compatible': 'any server that speaks Chat Completions; its model is asked for',
  acp: 'an agent that speaks ACP',
  scripted: 'recorded answers, no AI',
};

/** It has no model of its own: which one, of which server, is the next question. */
export const ASKS_MODEL = 'openai-compatible';

type Presets = {
  /** The preset from the settings. */
  readonly usual: string;
  /** The person's own. */
  readonly own: readonly string[];
};

/** Every preset, once; the one from the settings first. Recorded answers are played by the demo alone. */
export const presetNames = ({ usual, own }: Presets): readonly string[] => [
  ...new Set([usual, ...[...own, ...PRESETS].filter((name) => name !== 'scripted')]),
];

/** What was picked before comes first, so that Enter takes it. `gaps` says what those lack that are not ready. */
export function presetChoices(
  presets: Presets,
  picked = presets.usual,
  gaps: ReadonlyMap<string, string> = new Map(),
): readonly Choice<string>[] {
  const { usual, own } = presets;
  return [...new Set([picked, ...presetNames(presets)])].map((name) => {
    const gap = name === ASKS_MODEL ? undefined : gaps.get(name);
    return {
      label: gap === undefined ? name : `$(circle-slash) ${name}`,
      description: [
        own.includes(name) ? 'your own' : WHAT_PRESETS_ARE[name as (typeof PRESETS)[number]],
        name === usual ? 'default' : '',
        gap === undefined ? '' : inEditor(gap),
      ]
        .filter(Boolean)
        .join(' · '),
      value: name,
    };
  });
}
