import { expect, test } from 'vitest';
import { page } from '../../../src/vscode/dashboard/page.ts';

const html = page({
  nonce: 'n0nce',
  cspSource: 'https://webview.test',
  script: 'https://webview.test/main.js',
  style: 'https://webview.test/main.css',
  title: '<script>alert(1)</script>',
});

test('the page loads nothing from elsewhere and runs nothing inline', () => {
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toMatch(/script-src 'nonce-n0nce'/);
  expect(policy).not.toMatch(/unsafe|\*|https?:(?!\/\/webview\.test)/);
});

test('its script carries the nonce, and its title is text', () => {
  expect([...html.matchAll(/<script/g)].length).toBe(1);
  expect(html).toContain('<script type="module" nonce="n0nce"');
});
