import { escapeControls } from '@reckit/messages';
import type { Cells } from './comparison-table';

/** In columns, for a terminal, line by line: the first to the left, the others to the right. */
export function inColumns(table: Cells): string[] {
  const lines = table.map(cells => cells.map(escapeControls));
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map(cells => cells[column].length)));
  return lines.map(cells =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd(),
  );
}

/** As a table of Markdown, for a pull request or a chat. */
export function inMarkdown(table: Cells): string {
  const [header = [], ...rows] = table;
  const lineOf = (cells: readonly string[]): string => `| ${cells.map(plainText).join(' | ')} |`;
  const rule = `| ${header.map((_, column) => (column === 0 ? '---' : '---:')).join(' | ')} |`;
  return [lineOf(header), rule, ...rows.map(lineOf)].join('\n');
}

/** A text of Markdown that is shown as it is, whatever names it quotes. */
export function plainText(text: string): string {
  return escapeControls(text).replace(/[\\`*_[\]<>|~]/g, '\\$&');
}
