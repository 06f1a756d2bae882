import * as acp from '@agentclientprotocol/sdk/unstable';
import type { Mode } from '../../engine/backend.ts';
import type { Route } from '../../model/route.ts';
import { nearestEffort } from '../models.ts';
import { nearest } from './nearest.ts';

type Select = Extract<acp.SessionConfigOption, { type: 'select' }>;

/** The model that the session then asks, where the agent says; or why it cannot be the one that the route names. */
export type Settled = { readonly model?: string } | { readonly problem: string };

/** Chooses what the route names, and a mode that only reads for a question that does, where there is one. */
export async function settle(
  agent: acp.ClientContext,
  { sessionId, configOptions, modes }: acp.NewSessionResponse,
  mode: Mode,
  { model, effort }: Route,
): Promise<Settled> {
  const selects = (configOptions ?? []).filter((option): option is Select => option.type === 'select');
  const choose = (option: Select, value: string) =>
    agent.request(acp.methods.agent.session.setConfigOption, { sessionId, configId: option.id, value });

  const models = selects.find(({ category }) => category === 'model');
  if (model && !models) return { problem: `lets nobody choose its model; leave "${model}" out of the route` };
  const wanted = model && models && valuesOf(models).find(({ value, name }) => [value, name].includes(model));
  if (model && !wanted) {
    const there = nearest(models ? valuesOf(models).map(({ value }) => value) : [], model);
    return { problem: `has no model "${model}"; it has ${there.join(', ')}` };
  }
  if (models && wanted) await choose(models, wanted.value);

  const efforts = selects.find(({ category }) => category === 'thought_level');
  const level =
    efforts &&
    nearestEffort(
      valuesOf(efforts).map(({ value }) => value),
      effort,
    );
  if (efforts && level) await choose(efforts, level);

  const reading = modes?.availableModes.find(({ id, name }) => /read.?only|plan|ask/i.test(`${id} ${name}`));
  if (mode !== 'work' && reading)
    await agent.request(acp.methods.agent.session.setMode, { sessionId, modeId: reading.id });

  const now = wanted ? wanted.value : models?.currentValue;
  return now === undefined ? {} : { model: now };
}

const valuesOf = ({ options }: Select): readonly acp.SessionConfigSelectOption[] =>
  options.flatMap((option) => ('options' in option ? option.options : [option]));
