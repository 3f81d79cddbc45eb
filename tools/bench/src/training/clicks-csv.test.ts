import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseFeatureFile } from '@reckit/features';
import { clicksFeatures, writeClicks } from './clicks-csv';

const SHAPE = { rows: 5_000, categories: 2, values: 20 };
let folder: string;

beforeAll(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'reckit-clicks-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function clicks(name: string): Promise<string> {
  const file = path.join(folder, name);
  await writeClicks(file, SHAPE);
  return readFileSync(file, 'utf8');
}

test('a data file has a row of finite numbers for each click, and all values of its categories', async () => {
  const [head, ...lines] = (await clicks('a.csv')).trimEnd().split('\n');
  const names = head.split(',');
  const rows = lines.map(line => line.split(',').map(Number));
  expect(rows).toHaveLength(SHAPE.rows);
  expect(rows.every(row => row.length === names.length && row.every(Number.isFinite))).toBe(true);
  for (const id of ['id_1', 'id_2']) {
    const values = new Set(rows.map(row => row[names.indexOf(id)]));
    expect([...values].sort((a, b) => a - b)).toEqual(Array.from({ length: SHAPE.values }, (_, i) => i + 1));
  }
  expect(new Set(rows.map(row => row[names.indexOf('label')]))).toEqual(new Set([0, 1]));
});

test('the same shape gives the same file', async () => {
  expect(await clicks('b.csv')).toBe(await clicks('c.csv'));
});

test('the feature file names the columns of the data', async () => {
  const [head] = (await clicks('d.csv')).split('\n', 1);
  const { spec, label } = parseFeatureFile(clicksFeatures(SHAPE), 'features.json');
  expect([...spec.features.map(({ name }) => name), label]).toEqual(head.split(','));
});
