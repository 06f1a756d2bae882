import type { Command } from '../contributions.ts';

/** What a row, a button or a notification is about; commands take it as their argument. */
export type About = {
  readonly folder?: string;
  readonly runId?: string;
  readonly storyId?: string;
  readonly attempt?: number;
  /** Of the plan that was seen: a decision is about no other. */
  readonly version?: number;
};

/** A row of a tree as data; a folder's name says what menus it has. */
export type Row = {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: string;
  readonly icon: string;
  /** A colour of the theme. */
  readonly color?: string;
  readonly kind: string;
  readonly about: About;
  readonly click?: Command;
  readonly children?: readonly Row[];
};

export type Look = { readonly icon: string; readonly color: string };
