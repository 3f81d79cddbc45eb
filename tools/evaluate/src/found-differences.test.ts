import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readManifest } from '@reckit/artifacts';
import { sampleBehaviorData, writeCsv } from '@reckit/data';
import { builtTool, refusalOf } from '../../../libs/command-line/testing/built-tool';
import { writeFoundData } from '../testing/found-data';
import { expectSuccess, trainingApps } from '../testing/trained-models';

const apps = trainingApps();
const tool = builtTool('evaluate');

const NETWORK = ['--epochs', '4', '--lr', '0.01', '--batch-size', '64', '--dropout', '0', '--quiet'];
const TOWERS = [...NETWORK, '--query-layers', '32', '--item-layers', '32'];

function recordedIn(folder: string, model: string, version: string) {
  return readManifest(path.join(folder, 'model', model, version));
}

async function compare(folder: string, model: string, version: string, current: string, ...more: string[]) {
  const named = ['--model', model, '--version', version, '--current-version', current];
  return tool.inTurn([...named, '--model-dir', path.join(folder, 'model'), ...more]);
}

test('versions of other features and other sizes are each measured as their trainings have measured them', async () => {
  const app = apps['two-tower'];
  const folder = app.newFolder();
  await writeFoundData('two_tower', folder);
  writeFileSync(path.join(folder, 'few.json'), '{"features": ["user_gender", "item_price", "item_ctr"]}');
  const data = ['--data-path', path.join(folder, 'real.csv')];
  const few = [...data, '--features', 'few.json', '--dim', '8', '--version', 'few'];
  expectSuccess(await app.inTurn(folder, [...few, ...TOWERS]));
  expectSuccess(await app.inTurn(folder, [...data, '--dim', '16', '--version', 'all', ...TOWERS]));

  const { code, stdout } = await compare(folder, 'two_tower', 'all', 'few', '--json', '--by', 'user_gender');
  expect(code).toBe(0);
  const { metrics, segments, notes } = JSON.parse(stdout);
  const [before, after] = await Promise.all(
    ['few', 'all'].map(name => recordedIn(folder, 'two_tower', name)),
  );
  for (const name of ['recall_at_20', 'ndcg_at_20', 'mrr']) {
    expect(metrics[name].current).toBeCloseTo(before.metrics[name] ?? NaN, 6);
    expect(metrics[name].new).toBeCloseTo(after.metrics[name] ?? NaN, 6);
  }
  expect(metrics.recall_at_20.new).toBeGreaterThan(metrics.recall_at_20.current);
  expect(segments.map(({ column }: { column: string }) => column)).toContain('user_gender');
  expect(notes).toEqual([]);
});

test('histories are made of a log as in the training, and items that a version does not know are told', async () => {
  const app = apps['youtube-dnn'];
  const folder = app.newFolder();
  const log = path.join(folder, 'log.csv');
  await writeLog(log);
  const train = async (version: string, minCount: string): Promise<void> =>
    expectSuccess(
      await app.inTurn(folder, [
        ...['--data-path', log, '--version', version, '--min-count', minCount, '--layers', '32'],
        ...['--dim', '16', ...NETWORK],
      ]),
    );
  await train('some', '16');
  await train('all', '1');

  const { code, stdout } = await compare(folder, 'youtube_dnn', 'all', 'some', '--json');
  expect(code).toBe(0);
  const { metrics, notes, data } = JSON.parse(stdout);
  const all = await recordedIn(folder, 'youtube_dnn', 'all');
  expect(all.finds).toMatchObject({ item_column: 'item_id', history: { column: null } });
  expect(metrics.recall_at_20.new).toBeCloseTo(all.metrics['recall_at_20'] ?? NaN, 6);
  expect(metrics.mrr.new).toBeCloseTo(all.metrics['mrr'] ?? NaN, 6);
  expect(notes).toEqual([
    expect.stringMatching(
      new RegExp(`^some does not know \\d+ of ${data.rows} items, and does not find them`),
    ),
  ]);
  const some = await recordedIn(folder, 'youtube_dnn', 'some');
  expect(Number(some.data['items'])).toBeLessThan(Number(all.data['items']));
});

test('what cannot be told apart is refused in a line', async () => {
  const app = apps['item2vec'];
  const folder = app.newFolder();
  await writeFoundData('item2vec', folder);
  const data = ['--data-path', path.join(folder, 'real.csv'), '--dim', '8', '--epochs', '1', '--quiet'];
  expectSuccess(await app.inTurn(folder, [...data, '--version', 'v1']));
  expectSuccess(await app.inTurn(folder, [...data, '--version', 'v2', '--hold-out', 'none']));
  expect(refusalOf(await compare(folder, 'item2vec', 'v2', 'v1'), 2)).toBe(
    'evaluate: item2vec v2 held nothing out of its training. Name data that it was not trained on with --data.',
  );
  expect(refusalOf(await compare(folder, 'item2vec', 'v1', 'v2', '--by', 'user_id'), 2)).toContain(
    '--by user_id tells rows apart, and sequences and pairs of nodes are none',
  );
  writeFileSync(path.join(folder, 'strange.csv'), 'sequence\n"x,y,z"\n"y,z"\n');
  const strange = ['--data', path.join(folder, 'strange.csv')];
  expect(refusalOf(await compare(folder, 'item2vec', 'v1', 'v2', ...strange), 2)).toMatch(
    /strange\.csv: no version knows what comes next in one of its 2 sequences\.$/,
  );
});

/** A row for each event, user by user. */
async function writeLog(file: string): Promise<void> {
  const { columns } = sampleBehaviorData({ rows: 120, seed: 7 });
  const events = [...columns[1].values].flatMap((text, user) =>
    String(text)
      .split(',')
      .map(item => ({ user: `u${user}`, item })),
  );
  await writeCsv(file, {
    rowCount: events.length,
    columns: [
      { name: 'user_id', values: events.map(({ user }) => user) },
      { name: 'item_id', values: events.map(({ item }) => item) },
    ],
  });
}
