import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoryAnswer } from '../../support/plan-brain.ts';

const story = (id: string, title: string, dependsOn: string[], touches: string[], verify: string[]) => ({
  ...{ id, title, description: `${title}, tested.`, dependsOn, touches, verify, tier: 'light' },
  acceptance: [`${title} works`, 'there is a test for it'],
});

/** Six stories for `color-convert`, two of them at the start, in four waves. */
export const colorPlan = {
  goal: 'Convert hexadecimal colours and measure contrast',
  summary: 'Adds hexadecimal colours, greys, luminance and contrast.',
  requirements: [
    { id: 'r1', quote: 'hexadecimal colours', stories: ['hex'] },
    { id: 'r2', quote: 'measure contrast', stories: ['luminance', 'contrast'] },
  ],
  stories: [
    story('hex', 'Hexadecimal colours', [], ['hex.js', 'test/hex.js'], ['node test/hex.js']),
    story(
      'luminance',
      'Relative luminance',
      [],
      ['luminance.js', 'test/luminance.js'],
      ['node test/luminance.js'],
    ),
    story('grey', 'Greys', ['hex'], ['grey.js', 'test/grey.js'], ['node test/grey.js']),
    story(
      'contrast',
      'Contrast',
      ['luminance'],
      ['contrast.js', 'test/contrast.js'],
      ['node test/contrast.js'],
    ),
    story(
      'exports',
      'One place to ask',
      ['grey', 'contrast'],
      ['index.js', 'test/exports.js'],
      ['node test/exports.js', 'npm test'],
    ),
    story('manual', 'A word in the manual', ['exports'], ['README.md', 'package.json'], ['npm test']),
  ],
};

const tested = (file: string, from: string, ...checks: string[]) => ({
  [`test/${file}.js`]: `var assert = require("assert"), it = require("../${from}");\n${checks.join('\n')}\n`,
});

/** What a model that does its work well writes for each of them. */
export function colorAnswers(folder: string): Readonly<Record<string, StoryAnswer>> {
  const was = (path: string) => readFileSync(join(folder, path), 'utf8');
  return {
    hex: {
      files: {
        'hex.js':
          'exports.toHex = function (rgb) {\n  return "#" + rgb.map(function (n) { return ("0" + n.toString(16)).slice(-2); }).join("");\n};\nexports.fromHex = function (hex) {\n  return [1, 3, 5].map(function (i) { return parseInt(hex.slice(i, i + 2), 16); });\n};\n',
        ...tested(
          'hex',
          'hex',
          'assert.equal(it.toHex([255, 0, 16]), "#ff0010");',
          'assert.deepEqual(it.fromHex("#ff0010"), [255, 0, 16]);',
        ),
      },
      commands: ['node test/hex.js'],
    },
    luminance: {
      files: {
        'luminance.js':
          'module.exports = function (rgb) {\n  var l = rgb.map(function (n) {\n    var s = n / 255;\n    return s <= 0.03928 ? s / 12.92 : Math.pow((s + 0.055) / 1.055, 2.4);\n  });\n  return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2];\n};\n',
        ...tested(
          'luminance',
          'luminance',
          'assert.equal(it([255, 255, 255]), 1);',
          'assert.equal(it([0, 0, 0]), 0);',
        ),
      },
    },
    grey: {
      files: {
        'grey.js':
          'var toHex = require("./hex").toHex;\nmodule.exports = function (n) { return toHex([n, n, n]); };\n',
        ...tested('grey', 'grey', 'assert.equal(it(16), "#101010");'),
      },
    },
    contrast: {
      files: {
        'contrast.js':
          'var luminance = require("./luminance");\nmodule.exports = function (a, b) {\n  var both = [luminance(a), luminance(b)].sort();\n  return (both[1] + 0.05) / (both[0] + 0.05);\n};\n',
        ...tested('contrast', 'contrast', 'assert.equal(Math.round(it([0, 0, 0], [255, 255, 255])), 21);'),
      },
    },
    exports: {
      files: {
        'index.js': `${was('index.js')}\nconvert.grey = require("./grey");\nconvert.contrast = require("./contrast");\n`,
        ...tested('exports', 'index', 'assert.equal(it.grey(0), "#000000");', 'assert.ok(it.rgb2hsl);'),
      },
    },
    manual: {
      files: {
        'README.md': `${was('README.md')}\n## Greys and contrast\n\n\`convert.grey(16)\`, \`convert.contrast(a, b)\`\n`,
        'package.json': was('package.json').replace(
          'node test/basic.js',
          'node test/basic.js && node test/hex.js && node test/luminance.js && node test/grey.js && node test/contrast.js && node test/exports.js',
        ),
      },
    },
  };
}
