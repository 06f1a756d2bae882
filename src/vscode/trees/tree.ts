import * as vscode from 'vscode';
import { plain, plainLine } from '../../model/plain.ts';
import { realClock } from '../dashboard/pace.ts';
import type { Row } from './row.ts';
import { ShownRows } from './shown-rows.ts';

type Given = {
  readonly rows: () => readonly Row[];
  /** Waited for before the first rows are shown. */
  readonly ready?: () => Promise<void>;
};

export type Tree = vscode.Disposable & {
  readonly view: vscode.TreeView<Row>;
  /** There may be other rows to show. */
  look(): void;
};

/** A view of rows that are made anew whenever they may be others, while somebody sees it. */
export function createTree(id: string, { rows, ready }: Given): Tree {
  const changed = new vscode.EventEmitter<void>();
  const shown = new ShownRows({ rows, tell: () => changed.fire(), clock: realClock });
  const view = vscode.window.createTreeView<Row>(id, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: async (row) => {
        if (row) return [...(row.children ?? [])];
        await ready?.();
        return [...shown.take()];
      },
      getTreeItem,
    },
  });
  const seen = view.onDidChangeVisibility(({ visible }) => shown.see(visible));
  shown.see(view.visible);
  return {
    view,
    look: () => shown.look(),
    dispose: () => {
      shown.see(false);
      for (const one of [seen, view, changed]) one.dispose();
    },
  };
}

function getTreeItem(row: Row): vscode.TreeItem {
  const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
  const label = plainLine(row.label);
  const description = plainLine(row.description ?? '');
  const item = new vscode.TreeItem(
    label,
    row.children?.length ? (row.kind === 'folder' ? Expanded : Collapsed) : None,
  );
  item.id = row.id;
  item.description = description;
  item.tooltip = plain(row.tooltip ?? (description ? `${label}\n${description}` : label));
  item.iconPath = new vscode.ThemeIcon(row.icon, row.color ? new vscode.ThemeColor(row.color) : undefined);
  item.contextValue = row.kind;
  item.accessibilityInformation = { label: description ? `${label}, ${description}` : label };
  if (row.click) item.command = { command: row.click, title: 'Open', arguments: [row.about] };
  return item;
}
