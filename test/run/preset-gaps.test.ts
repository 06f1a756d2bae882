import { expect, test } from 'vitest';
import { presetGaps } from '../../src/run/preset-gaps.ts';
import { machineWith } from '../support/fake-clis.ts';
import { hostWith } from '../support/no-settings.ts';

test('each preset says what a run on it would lack, the ones that could begin nothing', async () => {
  const host = hostWith({ OPENAI_API_KEY: 'k' });
  const machine = machineWith({ claude: { version: '9.1.0', signedIn: true } });
  const presets = [undefined, 'claude', 'hybrid', 'openai', 'anthropic', 'no-such'];
  expect(await presetGaps(presets, { approve: 'ask' }, host, machine)).toEqual([
    undefined,
    undefined,
    expect.stringContaining('codex is not installed'),
    undefined,
    expect.stringContaining('set ANTHROPIC_API_KEY'),
    expect.stringContaining('neither a preset'),
  ]);
  const [openai] = await presetGaps(
    ['openai'],
    { approve: 'ask', phaseRoutes: { critic: { backend: 'acp' } } },
    host,
    machine,
  );
  expect(openai).toMatch(/no ACP agent is named/);
  expect(await presetGaps([undefined], { approve: 'ask' }, hostWith(), machineWith({}))).toEqual([
    expect.stringContaining('Nothing that could think is signed in'),
  ]);
});
