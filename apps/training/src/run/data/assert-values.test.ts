import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NoValues, readColumns } from '@reckit/data';
import { assertValues } from './assert-values';

const folder = mkdtempSync(path.join(tmpdir(), 'assert-values-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FEATURES = [
  { name: 'x', kind: 'numeric' },
  { name: 'x', kind: 'category' },
  { name: 'x', kind: 'sequence', separator: '|' },
] as const;

test.each(FEATURES)('a feature without any value is refused as $kind', async feature => {
  const file = path.join(folder, 'data.csv');
  const read = async (cells: readonly string[]) => {
    writeFileSync(file, `x,y\n${cells.map(cell => `${cell},1\n`).join('')}`);
    return readColumns(file, { features: [feature], targets: ['y'] });
  };
  for (const cells of [['', 'NA'], ['']]) {
    const empty = await read(cells);
    expect(() => assertValues(file, empty)).toThrow(NoValues);
    expect(() => assertValues(file, empty)).toThrow(
      `${file}: column x has no value in any row; leave it out of the features.`,
    );
  }
  assertValues(file, await read(['', '1']));
});
