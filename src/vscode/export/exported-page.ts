import type { ExportedRun } from '../../model/exported.ts';
import { escapeHtml } from '../dashboard/page.ts';

type Parts = {
  readonly title: string;
  readonly script: string;
  readonly style: string;
  readonly nonce: string;
  readonly run: ExportedRun;
};

/** A page that shows and replays a run by itself: nothing is loaded, nothing is sent, and nothing but its script runs. */
export function exportedPage({ title, script, style, nonce, run }: Parts): string {
  const policy = [
    "default-src 'none'",
    'img-src data:',
    'font-src data:',
    "style-src 'unsafe-inline'",
    `script-src 'nonce-${nonce}'`,
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style.replaceAll('</style', '<\\/style')}</style>
</head>
<body>
<div id="app"></div>
<script id="exported" type="application/json" nonce="${nonce}">${inScript(JSON.stringify(run))}</script>
<script nonce="${nonce}">${script.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--')}</script>
</body>
</html>
`;
}

/** JSON that can stand in a page: no text of a model can end the element it stands in. */
const inScript = (json: string) => json.replaceAll('<', '\\u003c');
