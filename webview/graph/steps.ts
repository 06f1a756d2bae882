import { dependentsOf } from '../../src/model/graph.ts';
import type { StoryBrief } from '../../src/model/plan.ts';
import type { Layout } from './geometry.ts';

/** Where an arrow key leads from a story: along an edge to the nearest, or to the neighbour in its column. */
export function step(
  key: string,
  from: string,
  stories: readonly StoryBrief[],
  { places }: Layout,
): string | undefined {
  const here = places[from];
  const story = stories.find(({ id }) => id === from);
  if (!here || !story) return stories[0]?.id;
  const nearest = (ids: readonly string[]) => {
    const away = (id: string) =>
      Math.abs((places[id]?.y ?? 0) - here.y) + Math.abs((places[id]?.x ?? 0) - here.x) / 4;
    return ids.filter((id) => places[id]).sort((a, b) => away(a) - away(b))[0];
  };
  const column = () =>
    stories
      .map(({ id }) => ({ id, place: places[id] }))
      .filter(({ place }) => place?.x === here.x)
      .sort((a, b) => (a.place?.y ?? 0) - (b.place?.y ?? 0))
      .map(({ id }) => id);
  switch (key) {
    case 'ArrowLeft':
      return nearest(story.dependsOn);
    case 'ArrowRight':
      return nearest(dependentsOf(stories).get(from) ?? []);
    case 'ArrowUp':
      return column()[column().indexOf(from) - 1];
    case 'ArrowDown':
      return column()[column().indexOf(from) + 1];
    case 'Home':
      return stories[0]?.id;
    case 'End':
      return stories.at(-1)?.id;
    default:
      return undefined;
  }
}
