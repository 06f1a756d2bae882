import { formatRoute, parseRoute, type Route } from '../../model/route.ts';
import type { WindowRuns } from '../window-runs.ts';
import { askText, askWhich } from './ask.ts';

/** Asks for a route: those that are ready first, or one typed in. */
export async function pickRoute(
  title: string,
  runs: WindowRuns,
  folder: string,
  last: Route | undefined,
): Promise<Route | undefined> {
  const known = await runs.routes(folder);
  const lastText = last && formatRoute(last);
  const choices = [...known]
    .sort((a, b) => Number(b.ready) - Number(a.ready))
    .map(({ route, label, ready, why }) => ({
      label: ready ? label : `$(circle-slash) ${label}`,
      description: [
        formatRoute(route) === label ? '' : formatRoute(route),
        formatRoute(route) === lastText ? 'the last one' : '',
        ready ? '' : (why ?? 'not ready'),
      ]
        .filter(Boolean)
        .join(' · '),
      value: route as Route | undefined,
    }));
  const choice = await askWhich({ title, step: 1, of: 1 }, 'On which route?', [
    ...choices,
    { label: 'Another route…', description: 'backend:model[@endpoint][#effort]', value: undefined },
  ]);
  if (!choice || choice.value) return choice?.value;
  const typed = await askText(
    { title, step: 1, of: 1 },
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
