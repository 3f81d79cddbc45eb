import { cut, escapeControls } from '@reckit/messages';

/** Where a cell is: 1-based data row, and for text files with one record a line, the 1-based line. */
export interface CellPosition {
  readonly row: number;
  readonly line?: number;
}

export const MAX_PATH_CHARACTERS = 80;
export const MAX_NAME_CHARACTERS = 40;
export const MAX_CELL_CHARACTERS = 40;
export const MAX_PROBLEM_CHARACTERS = 80;
/** For a list of names altogether. */
export const MAX_LIST_CHARACTERS = 120;

export function show({ row, line }: CellPosition): string {
  return line === undefined ? `row ${row}` : `row ${row} (line ${line})`;
}

export function shortName(name: string): string {
  return cut(escapeControls(name), MAX_NAME_CHARACTERS);
}

/** A cell, cut once it is escaped, since that makes it longer. */
export function shorten(cell: string): string {
  return cut(escapeControls(cell), MAX_CELL_CHARACTERS);
}

export function shownCell(cell: string): string {
  return cell.trim() === '' ? 'a blank cell' : quote(cell);
}

export function quote(cell: string): string {
  return `"${cut(escapeControls(JSON.stringify(cell).slice(1, -1)), MAX_CELL_CHARACTERS)}"`;
}

/** As many names as have room, and how many more there are. */
export function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'no columns';
  const short = names.map(shortName);
  let listed = 1;
  let length = short[0].length;
  while (listed < short.length && length + short[listed].length + 2 <= MAX_LIST_CHARACTERS) {
    length += short[listed++].length + 2;
  }
  const more = names.length - listed;
  return short.slice(0, listed).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
