import type { Node } from '../../src/model/graph.ts';
import { layOut } from './layout.ts';

/** Answers each plan with its layout. */
addEventListener('message', ({ data }: MessageEvent<{ id: number; nodes: readonly Node[] }>) =>
  postMessage({ id: data.id, layout: layOut(data.nodes) }),
);
