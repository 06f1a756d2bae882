import * as vscode from 'vscode';
import { formatRoute, parseRoute, type Route } from '../../model/route.ts';
import { inEditor } from '../in-editor.ts';
import type { WindowRuns } from '../window-runs.ts';
import { askText, askWhich, type Choice } from './ask.ts';

/** Asks for a route: those that are ready first, or one typed in. Where `another` is wanted, the last one comes after the others. */
export async function pickRoute(
  title: string,
  runs: WindowRuns,
  folder: string,
  last: Route | undefined,
  another = false,
): Promise<Route | undefined> {
  const choices = await routeChoices(runs, folder, last, another);
  const offered = [
    ...choices,
    { label: 'Another route…', description: 'backend:model[@endpoint][#effort]', value: undefined },
  ];
  const choice = await askWhich({ title }, 'On which route?', offered, {
    typed: (text) => {
      const route = parseRoute(text);
      return 'problem' in route ? undefined : { label: text, value: route };
    },
  });
  if (!choice || choice.value) return choice?.value;
  const typed = await askText(
    { title },
    {
      prompt: 'A route is written backend:model[@endpoint][#effort]',
      placeholder: 'openai:gpt-5.5#high',
      check: (text) => {
        const route = parseRoute(text);
        return 'problem' in route ? route.problem : undefined;
      },
    },
  );
  if (!typed || !('text' in typed)) return undefined;
  const route = parseRoute(typed.text);
  return 'problem' in route ? undefined : route;
}

/** Asks for two routes or more. */
export async function pickRoutes(
  title: string,
  runs: WindowRuns,
  folder: string,
): Promise<readonly Route[] | undefined> {
  const picked = await vscode.window.showQuickPick(await routeChoices(runs, folder, undefined, true), {
    ...{
      title,
      placeHolder: 'Which routes? Two or more; each run has the whole budget',
      canPickMany: true,
      matchOnDescription: true,
    },
  });
  if (!picked) return undefined;
  if (picked.length < 2) throw new Error('Pick two routes or more for a race.');
  return picked.flatMap(({ value }) => value ?? []);
}

/** Those that are ready first. */
async function routeChoices(
  runs: WindowRuns,
  folder: string,
  last: Route | undefined,
  another: boolean,
): Promise<readonly Choice<Route | undefined>[]> {
  const known = await runs.routes(folder);
  const lastText = last && formatRoute(last);
  const rank = ({ ready, route }: (typeof known)[number]) =>
    ready ? Number(another && formatRoute(route) === lastText) : 2;
  return [...known]
    .sort((a, b) => rank(a) - rank(b))
    .map(({ route, label, ready, why }) => ({
      label: ready ? label : `$(circle-slash) ${label}`,
      description: [
        formatRoute(route) === label ? '' : formatRoute(route),
        formatRoute(route) === lastText ? 'the last one' : '',
        ready ? '' : inEditor(why ?? 'not ready'),
      ]
        .filter(Boolean)
        .join(' · '),
      value: route,
    }));
}
