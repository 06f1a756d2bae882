import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { BaroApi } from '../../../src/vscode/api.ts';

/** What another extension gets from this one. */
export async function baro(): Promise<BaroApi> {
  const extension = vscode.extensions.getExtension<BaroApi>('baro.baro');
  assert.ok(extension, 'the extension is there');
  return extension.activate();
}
