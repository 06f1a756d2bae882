import type { Phase } from '../model/route.ts';
import architect from './architect.md';
import critic from './critic.md';
import planner from './planner.md';
import requirements from './requirements.md';
import story from './story.md';
import surgeon from './surgeon.md';

/** What models are told: a document a phase, and one for the Critic's last question. */
export type PromptName = Phase | 'requirements';
export type Prompts = Readonly<Record<PromptName, string>>;

export const prompts: Prompts = { architect, planner, story, critic, surgeon, requirements };
