import { script } from 'worker:./layout-worker.ts';
import type { Node } from '../../src/model/graph.ts';
import type { Layout } from './geometry.ts';
import { layOut } from './layout.ts';

/** Up to so many stories a layout takes less time than a message to a worker and back. */
const AT_ONCE = 60;

let worker: Worker | undefined;
let asked = 0;

/** Lays a plan out: small ones at once, big ones in a worker, so that nothing stutters meanwhile. */
export function layOutAside(nodes: readonly Node[], done: (layout: Layout) => void): void {
  if (nodes.length <= AT_ONCE) {
    done(layOut(nodes));
    return;
  }
  const id = ++asked;
  try {
    worker ??= new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })));
  } catch {
    done(layOut(nodes)); // a page that forbids workers
    return;
  }
  const here = () => {
    if (id === asked) done(layOut(nodes));
  };
  worker.onerror = here;
  worker.onmessage = ({ data }: MessageEvent<{ id: number; layout: Layout }>) => {
    if (data.id === asked) done(data.layout);
  };
  worker.postMessage({ id, nodes: nodes.map(({ id, dependsOn }) => ({ id, dependsOn: [...dependsOn] })) });
}
