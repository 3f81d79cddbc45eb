import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openPackage, type Vectors } from '@reckit/artifacts';
import { eventTable, sampleEventLog } from '@reckit/data';
import { manifestOf } from '../../testing/days';
import { refusalOf, trainingApps } from '../../../../service-testing/programs/training-app';

const apps = trainingApps();
/** So low a rate moves nothing by as much as a ten-thousandth. */
const STILL = ['--lr', '0.0000001', '--epochs', '1'];

let folder = '';
const inFolder = (name: string) => path.join(folder, name);

beforeAll(() => {
  folder = apps.item2vec.newFolder();
  const { columns, rowCount } = eventTable(
    sampleEventLog({ seed: 1, users: 300, items: 200, events: 12_000, maxEvents: 100 }),
  );
  const lines = Array.from({ length: rowCount }, (_, row) => columns.map(({ values }) => values[row]).join());
  const write = (name: string, rows: readonly string[]) =>
    writeFileSync(inFolder(name), ['user_id,item_id,time', ...rows].join('\n'));
  const end = Math.floor(0.85 * rowCount);
  write('first.csv', lines.slice(0, end));
  write('second.csv', lines.slice(end));
});

async function vectorsOf(model: string, version: string): Promise<Vectors> {
  const { vectors } = await openPackage(path.join(folder, 'model', model, version), model, [
    'item_vectors.bin',
  ]);
  if (!vectors) throw new Error(`${version} has no vectors`);
  return vectors;
}

/** How far the vectors are from where they were, and how many are new. */
async function moved(model: string, from: string, to: string): Promise<{ most: number; fresh: number }> {
  const [before, after] = [await vectorsOf(model, from), await vectorsOf(model, to)];
  let [most, fresh] = [0, 0];
  for (let row = 0; row < after.count; row++) {
    const known = before.ids.rowOf(after.ids.at(row));
    if (known < 0) fresh++;
    for (let i = 0; known >= 0 && i < after.dim; i++) {
      const change = Math.abs(after.rows[row * after.dim + i] - before.rows[known * after.dim + i]);
      most = Math.max(most, change);
    }
  }
  return { most, fresh };
}

describe('item2vec', () => {
  const train = (file: string, version: string, ...args: string[]) =>
    apps.item2vec.train(folder, [
      ...['--data-path', file, '--item-col', 'item_id', '--time-col', 'time', '--version', version],
      ...['--dim', '16', ...args],
    ]);

  test('a day on top of a version beats a cold start on the same rows', async () => {
    expect((await train('first.csv', 'v1', '--min-count', '20')).code).toBe(0);
    const warm = await train('second.csv', 'warm', '--init-from', 'v1');
    expect(warm.stdout).toMatch(/^Taken over {2}1\d\d of 200 vectors$/m);
    expect((await train('second.csv', 'cold')).code).toBe(0);
    const [{ metrics: own, initialised_from: from }, { metrics: cold }] = await Promise.all(
      ['warm', 'cold'].map(version => manifestOf(folder, 'item2vec', version)),
    );
    expect(own['recall_at_20']).toBeGreaterThan(1.1 * (cold['recall_at_20'] ?? 1));
    expect(from).toMatchObject({ model: 'item2vec', version: 'v1' });
  });

  test('ids that are known begin where they were', async () => {
    expect((await train('second.csv', 'still', '--init-from', 'v1', ...STILL)).code).toBe(0);
    const { most, fresh } = await moved('item2vec', 'v1', 'still');
    expect(most).toBeLessThan(1e-4);
    expect(fresh).toBeGreaterThan(0);
  });

  test('vectors of another length are told with both sides', async () => {
    expect(refusalOf(await train('second.csv', 'never', '--init-from', 'v1', '--dim', '8', '--quiet'))).toBe(
      '--init-from v1: --dim is 8 here and 16 in v1. Train as v1 was trained, or leave out --init-from.',
    );
  });
});

test('nodes of a graph that are known begin where they were', async () => {
  const train = (file: string, version: string, ...args: string[]) =>
    apps.node2vec.train(folder, [
      ...['--edges', file, '--from-col', 'user_id', '--to-col', 'item_id', '--version', version],
      ...['--dim', '16', '--epochs', '1', '--num-walks', '2', '--hold-out', '0', ...args],
    ]);
  expect((await train('first.csv', 'v1')).code).toBe(0);
  expect((await train('second.csv', 'still', '--init-from', 'current', ...STILL)).code).toBe(0);
  const { most } = await moved('graph_recall', 'v1', 'still');
  expect(most).toBeLessThan(1e-4);
});
