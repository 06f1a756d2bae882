/** Stands for the extension in VS Code: notes how long its script takes to load, and `activate()` to return. */
const { appendFileSync } = require('node:fs');

const begun = performance.now();
const extension = require('./dist/extension.cjs');
const load = performance.now() - begun;

exports.activate = (context) => {
  const called = performance.now();
  const api = extension.activate(context);
  const activate = performance.now() - called;
  appendFileSync(process.env.BARO_TEST_TIMES, `${JSON.stringify({ load, activate })}\n`);
  return api;
};
exports.deactivate = () => extension.deactivate();
