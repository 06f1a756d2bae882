/** Where a server shows a folder, a `.code-workspace` file or, without either, an empty window. */
export const addressOf = (authority: string, workspace?: string): string => {
  if (workspace === undefined) return `http://${authority}/?ew=true`;
  const kind = workspace.endsWith('.code-workspace') ? 'workspace' : 'folder';
  return `http://${authority}/?${kind}=${encodeURIComponent(workspace)}`;
};
