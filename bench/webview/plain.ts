import '@xyflow/svelte/dist/base.css';
import { mount } from 'svelte';
import { manyStories } from '../../test/webview/harness/scenarios.ts';
import { layOut } from '../../webview/graph/layout.ts';
import Plain from './Plain.svelte';

/* The library by itself, with a card of the same size and about the same text: what the dashboard is measured against. */
const stories = manyStories(Number(new URLSearchParams(location.search).get('stories')));
const { places, edges } = layOut(stories);
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  .stage { height: 100vh }
  .card { width: 248px; height: 96px; padding: 9px; border: 1px solid var(--vscode-foreground); border-radius: 6px }
  .first, .last { display: flex; gap: 7px }
`);
document.adoptedStyleSheets = [sheet];
const target = document.getElementById('app');
if (target)
  mount(Plain, {
    target,
    props: {
      plan: {
        places: { ...places },
        titles: Object.fromEntries(stories.map(({ id, title }) => [id, title])),
        edges: edges.map(({ id, source, target: to }) => ({ id, source, target: to })),
      },
    },
  });
