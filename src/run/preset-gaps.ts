import type { Environment } from '../adapters/environment.ts';
import { type Around, lookAround } from './around.ts';
import { optionsOf } from './begin.ts';
import { detectPreset, impliedPreset } from './detect.ts';
import { useGap } from './gaps.ts';
import type { HostServices, RunSettings } from './seam.ts';
import { usesOf } from './uses.ts';

/** What a run with these settings would lack on each of the presets, in their order; nothing where it could begin. */
export async function presetGaps(
  presets: readonly (string | undefined)[],
  settings: RunSettings,
  host: HostServices,
  env: Environment,
): Promise<readonly (string | undefined)[]> {
  const around = lookAround(host, env);
  return Promise.all(presets.map((preset) => gapWith({ ...settings, preset }, around)));
}

async function gapWith(settings: RunSettings, around: Around): Promise<string | undefined> {
  const preset = settings.preset ?? impliedPreset(settings);
  const detected = preset === undefined ? await detectPreset(around) : { preset };
  if ('problem' in detected) return detected.problem;
  const options = optionsOf(settings, around.settings, detected.preset);
  if ('problems' in options) return options.problems[0];
  for (const { route } of usesOf(options)) {
    const gap = await useGap(route, { ...around, endpoints: options.endpoints });
    if (gap) return gap;
  }
  return undefined;
}
