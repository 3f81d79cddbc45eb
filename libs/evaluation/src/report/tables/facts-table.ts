import { formatNumber } from '../drawing/number-format';
import { section } from '../page/section';
import { cell, table } from '../page/table';

/** Something that tells one run from another. */
export interface Fact {
  readonly name: string;
  readonly value: string | number;
}

/** In two columns where there is room, since there may be many of few words. */
export function factsSection(title: string, facts: readonly Fact[]): string {
  const rows = facts.map(({ name, value }) => ({
    name,
    cells: [cell(typeof value === 'number' ? formatNumber(value) : value)],
  }));
  const middle = Math.ceil(rows.length / 2);
  const columns = [rows.slice(0, middle), rows.slice(middle)]
    .filter(part => part.length > 0)
    .map(part => table({ className: 'facts', columns: ['', ''], rows: part }));
  return section(title, `<div class="columns">${columns.join('')}</div>`, { isWide: true });
}
