import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openPackage, type Manifest } from '@reckit/artifacts';
import { sampleInteractionData, type SampleTable } from '@reckit/data';

/** The features of the days: ids, and a number. */
export const DAY_FEATURES = [
  ...['user_id', 'item_id', 'device', 'hour'].map(name => ({ name, kind: 'categorical' })),
  { name: 'price', log: true },
];

/** Of the items that only the second day has; their ids begin with 1,000. */
const NEW_ITEMS_BELOW = 1_020;

/**
 * Writes two days of clicks by the same people, of which the second is short and has some items that the first has not:
 * `first.csv`, `second.csv` and `features.json`.
 */
export function writeDays(folder: string): void {
  const table = sampleInteractionData({ rows: 24_000, seed: 3, users: 300, items: 200 });
  const items = table.columns.find(({ name }) => name === 'item_id')?.values ?? [];
  const isNew = (row: number) => Number(items[row]) < NEW_ITEMS_BELOW;
  const rows = Array.from({ length: table.rowCount }, (_, row) => row);
  writeRows(
    path.join(folder, 'first.csv'),
    table,
    rows.slice(0, 20_000).filter(row => !isNew(row)),
  );
  writeRows(path.join(folder, 'second.csv'), table, rows.slice(20_000, 22_000));
  writeFileSync(path.join(folder, 'features.json'), JSON.stringify({ features: DAY_FEATURES }));
}

function writeRows(file: string, { columns }: SampleTable, rows: readonly number[]): void {
  const lines = rows.map(row => columns.map(({ values }) => String(values[row])).join());
  writeFileSync(file, `${[columns.map(({ name }) => name).join(), ...lines].join('\n')}\n`);
}

/** The manifest of a version of a model in a folder. */
export async function manifestOf(folder: string, model: string, version: string): Promise<Manifest> {
  return (await openPackage(path.join(folder, 'model', model, version), model, [])).manifest;
}
