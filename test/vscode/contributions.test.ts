import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import {
  CHAT,
  CONTEXT_KEYS,
  DASHBOARD,
  IN_PLACE,
  PALETTE,
  PRESETS,
  SETTINGS,
  TOOLS,
  VIEWS,
} from '../../src/vscode/contributions.ts';

const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
const { contributes } = manifest;
const ids = (list: readonly { id?: string; name?: string; command?: string }[]) =>
  list.map(({ id, command, name }) => id ?? command ?? name).sort();

test('every command is contributed under its title in the category Baro', () => {
  const contributed = contributes.commands.map(
    ({ command, title, category }: { command: string; title: string; category: string }) => [
      command,
      `${category}: ${title}`,
    ],
  );
  const typed = Object.entries({ ...PALETTE, ...IN_PLACE }).map(([id, title]) => [id, `Baro: ${title}`]);
  expect(Object.fromEntries(contributed)).toEqual(Object.fromEntries(typed));
});

test('commands that have to be told what they are about stay out of the palette', () => {
  const hidden = contributes.menus.commandPalette
    .filter(({ when }: { when: string }) => when === 'false')
    .map(({ command }: { command: string }) => command);
  expect(Object.keys(PALETTE).filter((id) => hidden.includes(id))).toEqual([]);
  expect(Object.keys(IN_PLACE).filter((id) => !hidden.includes(id))).toEqual([]);
});

test('menus, keys, welcomes and walkthroughs name only commands that exist', () => {
  const known = new Set([...Object.keys(PALETTE), ...Object.keys(IN_PLACE)]);
  const named = [...JSON.stringify(contributes).matchAll(/(?:"command":"|command:|onCommand:)(baro\.\w+)/g)];
  expect(named.length).toBeGreaterThan(50);
  expect(named.map(([, id]) => id).filter((id) => !known.has(id ?? ''))).toEqual([]);
});

test('menus, keys and welcomes ask only what is answered, and every answer is asked for', () => {
  const conditions = [
    ...JSON.stringify(contributes).matchAll(/"(?:when|enablement)":"([^"]*)"|"onContext:([^"]*)"/g),
  ];
  const asked = conditions.flatMap(([, when, completes]) => [
    ...(when ?? completes ?? '')
      .replace(/(?:view|commentController|resourceScheme) == baro(?:\.\w+)?/g, '')
      .matchAll(/(?<!')baro\.\w+/g),
  ]);
  expect([...new Set(asked.map(([key]) => key))].sort()).toEqual([...CONTEXT_KEYS].sort());
});

test('settings have the scope and the default that the code counts on', () => {
  const contributed = Object.assign(
    {},
    ...contributes.configuration.map(({ properties }: { properties: object }) => properties),
  );
  const typed = Object.fromEntries(
    Object.entries(contributed).map(([key, value]) => {
      const { scope, default: usual } = value as { scope: string; default: unknown };
      return [key, { scope, default: usual }];
    }),
  );
  expect(typed).toEqual(SETTINGS);
});

test('no setting that decides about money, approval, programs or addresses can come from a folder', () => {
  const fromFolders = Object.entries(SETTINGS).filter(([, { scope }]) => scope === 'resource');
  expect(fromFolders.map(([key]) => key)).not.toEqual(
    expect.arrayContaining([
      expect.stringMatching(
        /Url$|Path$|acpCommand|endpoints|environment|usd|timeout|approve|review|localOnly/,
      ),
    ]),
  );
});

test('an untrusted workspace cannot say what is run, or where', () => {
  expect(manifest.capabilities.untrustedWorkspaces.supported).toBe('limited');
  const decides = Object.entries(SETTINGS).filter(
    ([key, { scope }]) => scope === 'machine' || /Command$|includeFiles$|verify\.(build|test)$/.test(key),
  );
  expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual(
    decides.map(([key]) => key),
  );
});

test('views, the dashboard, the chat participant and the tools are contributed under the names the code uses', () => {
  expect(ids(contributes.views.baro)).toEqual(Object.values(VIEWS).sort());
  expect(manifest.activationEvents).toContain(`onWebviewPanel:${DASHBOARD}`);
  expect(ids(contributes.chatParticipants)).toEqual([CHAT]);
  expect(ids(contributes.languageModelTools)).toEqual(Object.values(TOOLS).sort());
});

test('the presets that are offered are those of the setting', () => {
  const [models] = contributes.configuration;
  expect(models.properties['baro.models.preset'].anyOf[0].enum).toEqual(PRESETS);
});
