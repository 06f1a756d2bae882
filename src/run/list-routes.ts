import type { Environment } from '../adapters/environment.ts';
import type { Answers } from '../model/protocol.ts';
import { storiesOf } from '../model/questions.ts';
import { formatRoute, type Route, type Routes } from '../model/route.ts';
import type { View } from '../model/view.ts';
import { type Around, lookAround } from './around.ts';
import { chooseRoutes, PRESETS } from './choose-routes.ts';
import { gapOf, useGap } from './gaps.ts';
import { modelLists } from './model-lists.ts';
import { readOwnModels } from './own-models.ts';
import type { HostServices } from './seam.ts';

type Listed = Answers['routes']['routes'];

/** A server may have hundreds; a person who wants another one can type it. */
const MOST_MODELS = 40;

/** The routes that stories of a run went, or may go, and the addresses that it knew. */
export type Used = {
  readonly routes: readonly Route[];
  readonly endpoints: Readonly<Record<string, string>>;
};

/** What a story may be run on: what was used before, what the presets know, and what servers list. */
export async function listRoutes(
  past: readonly Used[],
  host: HostServices,
  env: Environment,
): Promise<Listed> {
  const endpoints = Object.assign({}, ...past.map((one) => one.endpoints).toReversed());
  const used = past.flatMap(({ routes }) => routes);
  const scripted = used.some(({ backend }) => backend === 'scripted');
  const around = lookAround(host, env, { endpoints, scripted });
  const found = [...used, ...fromPresets(host), ...(await fromServers(around))];
  const routes = new Map(found.map((route) => [formatRoute(route), route]));
  if (!scripted) routes.delete('scripted');
  const listed = await Promise.all([...routes].map(([label, route]) => withState(label, route, around)));
  return listed.toSorted((a, b) => Number(b.ready) - Number(a.ready));
}

async function withState(label: string, route: Route, around: Around): Promise<Listed[number]> {
  const why = await useGap(route, around);
  return { route, label, ready: why === undefined, ...(why === undefined ? {} : { why }) };
}

export function usedIn(view: View): Used {
  const { run } = view;
  const tried = storiesOf(view).flatMap(({ attempts }) => attempts.map(({ route }) => route));
  const routes = [...tried, ...(run ? forStories(run.options.routes) : [])];
  return {
    routes: [...new Map(routes.map((route) => [formatRoute(route), route])).values()],
    endpoints: run?.options.endpoints ?? {},
  };
}

const forStories = ({ phases, tiers, ladder }: Routes): readonly Route[] => [
  phases.story,
  ...Object.values(tiers).filter((route) => route !== undefined),
  ...ladder,
];

function fromPresets(host: HostServices): readonly Route[] {
  const added = readOwnModels(host.settings().ownModels);
  const own = 'presets' in added ? added.presets : {};
  return [...Object.keys(own), ...PRESETS].flatMap((preset) => {
    const routes = chooseRoutes({ preset, own });
    return 'problem' in routes ? [] : forStories(routes);
  });
}

/** The models of the servers that have a name or a key, and those of the editor. */
async function fromServers(around: Around): Promise<readonly Route[]> {
  const modelsAt = await modelLists(around);
  const servers: readonly Route[] = [
    { backend: 'openai' },
    { backend: 'anthropic' },
    { backend: 'copilot' },
    ...Object.keys(around.endpoints).map(
      (name) => ({ backend: 'openai-compatible', endpoint: name }) as const,
    ),
  ];
  const lists = await Promise.all(
    servers.map(async (server) => {
      if (await gapOf(server, around)) return [];
      const list = await modelsAt(server);
      const models = list && 'models' in list ? list.models : [];
      return models.slice(0, MOST_MODELS).map((model) => ({ ...server, model }));
    }),
  );
  return lists.flat();
}
