import * as vscode from 'vscode';
import { plain, plainLine } from '../../model/plain.ts';
import type { Row } from './row.ts';

type Rows = () => readonly Row[] | Promise<readonly Row[]>;

/** Shows rows that are made anew whenever they are asked for. */
export class Tree implements vscode.TreeDataProvider<Row> {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #rows: Rows;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(rows: Rows) {
    this.#rows = rows;
  }

  refresh(): void {
    this.#changed.fire();
  }

  async getChildren(row?: Row): Promise<Row[]> {
    return [...(row ? (row.children ?? []) : await this.#rows())];
  }

  getTreeItem(row: Row): vscode.TreeItem {
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
}
