import './typescript.mjs';

await import('../test/vscode/screenshots/main.ts');
