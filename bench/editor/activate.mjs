/** Activates the built extension in this fresh process, in an editor that has everything and does nothing with it. */
import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';

const everything = () =>
  new Proxy(class {}, {
    get(target, name) {
      if (name === 'prototype') return target.prototype;
      if (name === 'then') return undefined;
      if (name === Symbol.iterator) return () => [].values();
      if (name === Symbol.toPrimitive) return () => '';
      target[name] ??= everything();
      return target[name];
    },
    set: () => true,
    apply: everything,
    construct: everything,
  });

// Under all of its names, because a bundle copies what it imports name by name.
const types = readFileSync(new URL('../../node_modules/@types/vscode/index.d.ts', import.meta.url), 'utf8');
const names = [
  ...types.matchAll(/^\t(?:export )?(?:abstract )?(?:class|enum|namespace|const|function) (\w+)/gm),
].map(([, name]) => name);
const editor = Object.fromEntries(names.map((name) => [name, everything()]));
const load = Module._load;
Module._load = (request, ...rest) => (request === 'vscode' ? editor : load(request, ...rest));

const require = createRequire(import.meta.url);
const begun = performance.now();
const { activate } = require('../../dist/extension.cjs');
const loaded = performance.now();
activate(everything());
const returned = performance.now();
const files = Object.keys(require.cache).length;
console.log(JSON.stringify({ load: loaded - begun, activate: returned - loaded, files }));
process.exit();
