import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openPackage } from '@reckit/artifacts';
import { historyTable, sampleEventLog, type EventLog } from '@reckit/data';
import * as z from 'zod';
import { manifestOf } from '../testing/days';
import { expectSuccess, refusalOf, trainingApps } from '../../../service-testing/programs/training-app';

const apps = trainingApps();
const FEATURES = [
  { name: 'user_id', kind: 'categorical' },
  { name: 'item_id', kind: 'categorical' },
];
/** Of the log: the rest are the second day. */
const FIRST_DAY = 0.85;

let folder = '';

/** Two days of what the same people have met: `first.csv` and `second.csv`. */
function writeDays(log: EventLog): void {
  const { columns, rowCount } = historyTable(log);
  const lines = Array.from({ length: rowCount }, (_, row) =>
    columns.map(({ values }) => `"${String(values[row])}"`).join(),
  );
  const header = 'user_id,history,item_id,time';
  const end = Math.floor(FIRST_DAY * rowCount);
  writeFileSync(path.join(folder, 'first.csv'), `${[header, ...lines.slice(0, end)].join('\n')}\n`);
  writeFileSync(path.join(folder, 'second.csv'), `${[header, ...lines.slice(end)].join('\n')}\n`);
  writeFileSync(path.join(folder, 'features.json'), JSON.stringify({ features: FEATURES }));
}

beforeAll(() => {
  folder = apps['youtube-dnn'].newFolder();
  writeDays(sampleEventLog({ seed: 1, users: 300, items: 300, events: 15_000, maxEvents: 150 }));
});

describe('youtube-dnn', () => {
  const train = (file: string, version: string, ...args: string[]) =>
    apps['youtube-dnn'].train(folder, [
      ...['--data-path', file, '--target-col', 'item_id', '--time-col', 'time', '--version', version],
      ...['--quiet', '--epochs', '4', ...args],
    ]);
  const itemsOf = async (version: string): Promise<string[]> => {
    const { vectors } = await openPackage(path.join(folder, 'model/youtube_dnn', version), 'youtube_dnn', [
      'item_vectors.bin',
    ]);
    return Array.from({ length: vectors?.count ?? 0 }, (_, row) => vectors?.ids.at(row) ?? '');
  };

  test('a day on top of a version beats a cold start on the same rows, and keeps the catalogue', async () => {
    expectSuccess(await train('first.csv', 'v1', '--min-count', '20'));
    expectSuccess(await train('second.csv', 'warm', '--init-from', 'v1'));
    expectSuccess(await train('second.csv', 'cold', '--epochs', '12'));
    const [warm, cold] = await Promise.all(
      ['warm', 'cold'].map(version => manifestOf(folder, 'youtube_dnn', version)),
    );
    expect(warm.metrics['recall_at_20']).toBeGreaterThan(1.2 * (cold.metrics['recall_at_20'] ?? 1));
    expect(warm.metrics['ndcg_at_20']).toBeGreaterThan(1.2 * (cold.metrics['ndcg_at_20'] ?? 1));
    expect(warm.initialised_from).toMatchObject({ model: 'youtube_dnn', version: 'v1' });
    const [before, after] = [await itemsOf('v1'), await itemsOf('warm')];
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.length).toBeGreaterThan(before.length);
  });

  test('a catalogue that has outgrown the full softmax goes on over samples', async () => {
    expectSuccess(await train('second.csv', 'sampled', '--init-from', 'v1', '--softmax', 'sampled'));
    expectSuccess(await train('second.csv', 'full', '--init-from', 'sampled', '--epochs', '1'));
    const [sampled, first] = await Promise.all(
      ['sampled', 'v1'].map(version => manifestOf(folder, 'youtube_dnn', version)),
    );
    expect(sampled.training).toMatchObject({ architecture: { softmax: 'sampled' } });
    expect(sampled.metrics['recall_at_20']).toBeGreaterThan(0.8 * (first.metrics['recall_at_20'] ?? 1));
  });

  test('vectors of another length are told with both sides', async () => {
    expect(refusalOf(await train('second.csv', 'never', '--init-from', 'v1', '--dim', '32'))).toBe(
      '--init-from v1: vector dim: 32 here and 64 in v1. Train as v1 was trained, or leave out --init-from.',
    );
  });
});

describe('two-tower', () => {
  const train = (file: string, version: string, ...args: string[]) =>
    apps['two-tower'].train(folder, [
      ...['--data-path', file, '--features', 'features.json', '--time-col', 'time', '--version', version],
      ...['--quiet', '--epochs', '12', '--embedding-dim', '16', '--dim', '16', ...args],
    ]);

  test('a day on top of a version beats a cold start on the same rows', async () => {
    expectSuccess(await train('first.csv', 'v1', '--learn-temperature'));
    expectSuccess(
      await train('second.csv', 'warm', '--init-from', 'v1', '--learn-temperature', '--epochs', '4'),
    );
    expectSuccess(await train('second.csv', 'cold', '--learn-temperature'));
    const [warm, cold] = await Promise.all(
      ['warm', 'cold'].map(version => manifestOf(folder, 'two_tower', version)),
    );
    expect(warm.metrics['recall_at_20']).toBeGreaterThan(1.2 * (cold.metrics['recall_at_20'] ?? 1));
  });

  test('what the loss alone needs goes on, too', async () => {
    // So low a rate moves nothing by as much as a ten-thousandth.
    const still = ['--learn-temperature', '--lr', '0.0000001', '--epochs', '1'];
    expectSuccess(await train('second.csv', 'still', '--init-from', 'v1', ...still));
    const [before, after] = await Promise.all(
      ['v1', 'still'].map(async version => {
        const { training } = await manifestOf(folder, 'two_tower', version);
        return z.object({ log_scale: z.tuple([z.number()]) }).parse(training['weights_beside_graphs'])
          .log_scale[0];
      }),
    );
    expect(Math.abs(before - Math.log(1 / 0.1))).toBeGreaterThan(0.01);
    expect(Math.abs(after - before)).toBeLessThan(1e-4);
  });

  test('another objective is told with both sides', async () => {
    expect(refusalOf(await train('second.csv', 'never', '--init-from', 'v1'))).toBe(
      '--init-from v1: learns temperature: false here and true in v1. Train as v1 was trained, or leave out --init-from.',
    );
  });
});
