import { CARD, type Point } from './geometry.ts';

export type Viewport = { readonly x: number; readonly y: number; readonly zoom: number };
export type Size = { readonly width: number; readonly height: number };

/** Around what is shown, in pixels; where there is little room it is not to go there. */
const margin = ({ width, height }: Size) => Math.min(32, Math.min(width, height) / 10);
/** Room for the names of the levels above the cards. */
export const HEAD = 34;
export const LEAST_ZOOM = 0.12;

/** Shows the whole plan, never enlarged: in the middle where there is room, else from its upper left corner. */
export function fitting(layout: Size, pane: Size): Viewport {
  const edge = margin(pane);
  const room = { width: pane.width - 2 * edge, height: pane.height - 2 * edge };
  const whole = { width: layout.width, height: layout.height + HEAD };
  const zoom = Math.max(LEAST_ZOOM, Math.min(1, room.width / whole.width, room.height / whole.height));
  const spare = (has: number, needs: number) => Math.max(0, (has - needs * zoom) / 2);
  return {
    x: Math.round(edge + spare(room.width, whole.width)),
    y: Math.round(edge + HEAD * zoom + spare(room.height, whole.height)),
    zoom,
  };
}

/** The least move that brings a card wholly into the pane. */
export function revealing(place: Point, { x, y, zoom }: Viewport, pane: Size): Viewport {
  const edge = margin(pane);
  const nudge = (at: number, length: number, room: number) => {
    if (at < edge / 2) return edge - at;
    return at + length > room - edge / 2 ? room - edge - at - length : 0;
  };
  return {
    x: x + nudge(place.x * zoom + x, CARD.width * zoom, pane.width),
    y: y + nudge(place.y * zoom + y, CARD.height * zoom, pane.height),
    zoom,
  };
}

/** The same middle at another zoom. */
export function zoomed({ x, y, zoom }: Viewport, factor: number, pane: Size): Viewport {
  const to = Math.max(LEAST_ZOOM, Math.min(1.6, zoom * factor));
  const about = (at: number, room: number) => room / 2 - ((room / 2 - at) * to) / zoom;
  return { x: about(x, pane.width), y: about(y, pane.height), zoom: to };
}
