/** The size of a card and of the space around it, in graph units (pixels at zoom 1). */
export const CARD = { width: 248, height: 96 };
export const GAP = { x: 64, y: 26 };
export const COLUMN = CARD.width + GAP.x;

export type Point = { readonly x: number; readonly y: number };

/** Where a plan is drawn: the top left corner of every card, and the points its edges go through. */
export type Layout = {
  readonly places: Readonly<Record<string, Point>>;
  readonly edges: readonly RoutedEdge[];
  readonly levels: number;
  readonly width: number;
  readonly height: number;
};

export type RoutedEdge = {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  /** SVG path data. */
  readonly path: string;
  /** It says nothing new: another path leads from source to target. */
  readonly implied: boolean;
};

export const edgeId = (source: string, target: string) => `${source}→${target}`;
