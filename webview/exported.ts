import '@xyflow/svelte/dist/base.css';
import './theme.css';
import './exported.css';
import { mount } from 'svelte';
import type { ExportedRun } from '../src/model/exported.ts';
import App from './App.svelte';
import { exportedChannel } from './exported-channel.ts';

const target = document.getElementById('app');
const exported = document.getElementById('exported')?.textContent;
if (target && exported) {
  document.body.classList.add(
    matchMedia('(prefers-color-scheme: dark)').matches ? 'vscode-dark' : 'vscode-light',
  );
  const channel = exportedChannel(JSON.parse(exported) as ExportedRun, (message) =>
    window.dispatchEvent(new MessageEvent('message', { data: message })),
  );
  mount(App, { target, props: { channel } });
}
