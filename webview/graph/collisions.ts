import { storyOf } from '../../src/model/questions.ts';
import type { Collision, View } from '../../src/model/view.ts';
import { baseName } from '../words.ts';
import { CARD, GAP, type Layout, type Point } from './geometry.ts';

export type CollisionEdge = {
  readonly id: string;
  readonly path: string;
  /** The middle of the label, in the gap below the upper card. */
  readonly label: Point;
  readonly text: string;
  /** What there is room for where the cards are drawn from afar. */
  readonly brief: string;
  readonly inFull: string;
  readonly warns: boolean;
};

/** How long each collision is drawn: between two cards, around the others. */
export function collisionEdges(view: View, { places }: Layout): readonly CollisionEdge[] {
  const taken = new Map<string, number>();
  return view.collisions.flatMap((collision) => {
    const [a, b] = collision.stories.map((id) => ({ id, place: places[id] }));
    if (!a?.place || !b?.place) return [];
    const [upper, lower] =
      a.place.y < b.place.y || (a.place.y === b.place.y && a.place.x < b.place.x)
        ? [a.place, b.place]
        : [b.place, a.place];
    const key = `${upper.x} ${upper.y}`;
    const nth = taken.get(key) ?? 0;
    taken.set(key, nth + 1);
    const label = { x: upper.x + CARD.width / 2, y: upper.y + CARD.height + GAP.y / 2 + nth * 4 };
    return [
      {
        id: collision.id,
        path: around(upper, lower, label, Object.values(places)),
        label,
        text: words(collision),
        brief: collision.paths.length === 1 ? '1 file' : `${collision.paths.length} files`,
        inFull: `${titles(view, collision)}: ${collision.paths.join(', ')}`,
        warns: collision.stage === 'plan',
      },
    ];
  });
}

const titles = (view: View, { stories }: Collision) =>
  stories.map((id) => storyOf(view, id)?.brief.title ?? id).join(' and ');

function words({ stage, paths }: Collision): string {
  const [first = '', ...more] = paths;
  const what = `${baseName(first)}${more.length > 0 ? ` and ${more.length} more` : ''}`;
  return stage === 'merge'
    ? `will not merge: ${what}`
    : stage === 'edit'
      ? `both edit ${what}`
      : `both touch ${what}`;
}

/** From below the upper card through the gaps between columns and rows to the lower one. */
function around(upper: Point, lower: Point, label: Point, cards: readonly Point[]): string {
  const start = `M${label.x} ${upper.y + CARD.height}V${label.y}`;
  if (upper.x === lower.x) {
    const between = cards.some((card) => card.x === upper.x && card.y > upper.y && card.y < lower.y);
    if (!between) return `${start}V${lower.y}`;
    const lane = upper.x + CARD.width + GAP.x / 2 - 10;
    const back = lower.y - GAP.y / 2;
    return `${start}H${lane - 8}Q${lane} ${label.y} ${lane} ${label.y + 8}V${back - 8}Q${lane} ${back} ${lane - 8} ${back}H${lower.x + CARD.width / 2}V${lower.y}`;
  }
  const right = lower.x > upper.x;
  const lane = right ? lower.x - GAP.x / 2 : lower.x + CARD.width + GAP.x / 2;
  const into = right ? lower.x : lower.x + CARD.width;
  const turn = right ? -8 : 8;
  const y = lower.y + CARD.height * 0.75;
  const down = y >= label.y ? 8 : -8;
  return `${start}H${lane + turn}Q${lane} ${label.y} ${lane} ${label.y + down}V${y - down}Q${lane} ${y} ${lane - turn} ${y}H${into}`;
}
