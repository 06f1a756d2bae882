import '@xyflow/svelte/dist/base.css';
import './theme.css';
import { mount } from 'svelte';
import App from './App.svelte';
import type { Channel } from './host.ts';

declare const acquireVsCodeApi: () => Channel;

const target = document.getElementById('app');
if (target) mount(App, { target, props: { channel: acquireVsCodeApi() } });
