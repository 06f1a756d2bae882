import { createContext } from 'svelte';
import type { Card } from './cards.ts';

/** What a card needs of the graph that it is in. */
export type GraphContext = {
  card(id: string): Card | undefined;
  critical(id: string): boolean;
  /** How it differs from the plan's last version. */
  mark(id: string): 'new' | 'changed' | undefined;
  readonly selected: string | undefined;
  /** The one card that Tab reaches; arrows lead to the others. */
  readonly tabStop: string | undefined;
  /** Too far away for more than titles and a word. */
  readonly far: boolean;
  /** Beside a title of two lines there is room for another, in letters that can be read from afar. */
  readonly roomy: boolean;
  /** Edges may be drawn. */
  readonly editing: boolean;
  open(id: string): void;
  focused(id: string): void;
  menu(id: string, at: { x: number; y: number }): void;
  decide(id: string, attempt: number, accept: boolean): void;
};

export const [theGraph, provideGraph] = createContext<GraphContext>();
