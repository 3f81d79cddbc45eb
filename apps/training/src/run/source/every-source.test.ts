/**
 * @needs mariadb
 * @needs openssl
 * @needs libxgboost
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { readManifest } from '@reckit/artifacts';
import type { TrainingData } from '@reckit/training-data';
import {
  readColumns,
  sampleBehaviorData,
  sampleCorpus,
  sampleDssmData,
  sampleGraphData,
  sampleMmoeData,
  sampleRankingData,
  sampleTwoTowerData,
  sampleYoutubeDnnData,
  type SampleTable,
} from '@reckit/data';
import { mariadbServer } from '../../../../../libs/data/testing/mariadb-server';
import { S3Server } from '../../../../../libs/data/testing/s3-server';
import { deepfm } from '../../models/deepfm';
import { dssm } from '../../models/dssm';
import { item2vec } from '../../models/item2vec';
import { mmoe } from '../../models/mmoe';
import { node2vec } from '../../models/node2vec';
import { twoTower } from '../../models/two-tower';
import { xgb } from '../../models/xgb';
import { youtubeDnn } from '../../models/youtube-dnn';
import { statementsOf, writeForms } from '../../testing/forms-of-table';
import { trainHere } from '../../testing/train-here';
import { addExportVectorsCommand } from '../../vectors/export-vectors-command';

const KEYS = { accessKeyId: 'AKIATRAINING', secretAccessKey: 'the-secret/of+nobody' };
const SMALL = { rows: 200, seed: 7 };
const database = mariadbServer();
const folder = mkdtempSync(path.join(tmpdir(), 'reckit-sources-'));
let store: S3Server;

beforeAll(async () => {
  store = await S3Server.start({ credentials: KEYS });
  await database.run('CREATE DATABASE shop');
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Where the same table lies, as flags. */
async function everywhere(name: string, table: SampleTable): Promise<ReadonlyMap<string, readonly string[]>> {
  const own = path.join(folder, name);
  mkdirSync(own);
  await writeForms(own, table);
  for (const file of ['rows.csv', 'rows.parquet']) {
    store.put('data', `${name}/${file}`, readFileSync(path.join(own, file)));
  }
  await database.run(...statementsOf(`shop.${name}`, table));
  const keys = ['--oss-access-key', KEYS.accessKeyId, '--oss-secret-key', KEYS.secretAccessKey];
  const reached = ['--oss-endpoint', store.endpoint, '--oss-region', 'us-east-1', ...keys];
  const object = (file: string) => [
    ...['--data-path', `s3://data/${name}/${file}`],
    ...[...reached, '--cache-dir', path.join(own, 'cache')],
  ];
  const port = String(database.port);
  return new Map([
    ['CSV', ['--data-path', path.join(own, 'rows.csv')]],
    ['JSON lines', ['--data-path', path.join(own, 'rows.jsonl')]],
    ['Parquet', ['--data-path', path.join(own, 'rows.parquet')]],
    ['S3, CSV', object('rows.csv')],
    ['S3, Parquet', object('rows.parquet')],
    ['MySQL', ['--data-source', 'mysql', '--mysql-port', port, '--mysql-table', `shop.${name}`]],
  ]);
}

/** What a package holds, but for when it was made, how long that took, and where its data came from. */
async function contentOf(dir: string): Promise<unknown> {
  const manifest = await readManifest(dir);
  const metas = manifest.files.filter(({ name }) => FEATURES.test(name));
  const features = metas.map(({ name }) => JSON.parse(readFileSync(path.join(dir, name), 'utf8')));
  expect(features).not.toEqual([]);
  return {
    ...without(/^created_at$/, manifest),
    // What was held out is told by its file as well as by its rows.
    data: withoutFiles(manifest.data),
    finds: withoutFiles(manifest.finds ?? null),
    training: without(/seconds?$/, manifest.training),
    files: manifest.files.filter(({ name }) => name !== 'report.html' && !FEATURES.test(name)),
    features: features.map(meta => without(/^created_at$/, meta)),
  };
}

function withoutFiles(told: object | null): unknown {
  return JSON.parse(JSON.stringify(told), (key, value) =>
    /^(path|sha256|bytes|origin)$/.test(key) ? undefined : value,
  );
}

function without(names: RegExp, object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.test(name)));
}

const FEATURES = /features?(_meta)?\.json$/;
const sentences: SampleTable = {
  rowCount: SMALL.rows,
  columns: [{ name: 'text', values: sampleCorpus(SMALL) }],
};
const TOWERS = ['--epochs', '1', '--dim', '8', '--query-layers', '8', '--item-layers', '8'];
const VECTORS = ['--dim', '8', '--epochs', '1'];
const WORDS = ['--mode', 'word2vec', '--text-col', 'text'];
const TRAININGS: readonly (readonly [
  string,
  SampleTable,
  (args: readonly string[]) => Promise<{ path: string }>,
])[] = [
  ['xgb', sampleRankingData(SMALL), args => trainHere(xgb, [...args, '--rounds', '4'])],
  ['deepfm', sampleRankingData(SMALL), args => trainHere(deepfm, [...args, '--epochs', '1'])],
  ['mmoe', sampleMmoeData(SMALL), args => trainHere(mmoe, [...args, '--epochs', '1'])],
  ['two_tower', sampleTwoTowerData(SMALL), args => trainHere(twoTower, [...args, ...TOWERS])],
  ['dssm', sampleDssmData(SMALL), args => trainHere(dssm, [...args, ...TOWERS])],
  ['youtube_dnn', sampleYoutubeDnnData(SMALL), args => trainHere(youtubeDnn, [...args, '--epochs', '1'])],
  ['item2vec', sampleBehaviorData(SMALL), args => trainHere(item2vec, [...args, ...VECTORS])],
  ['word2vec', sentences, args => trainHere(item2vec, [...args, ...VECTORS, ...WORDS])],
  ['node2vec', sampleGraphData(SMALL), args => trainHere(node2vec, [...args, ...VECTORS])],
];

test.each(TRAININGS)(
  '%s is trained alike on the same rows, wherever they come from',
  async (name, table, train) => {
    let expected: unknown;
    for (const [source, flags] of await everywhere(name, table)) {
      const models = path.join(folder, name, `models of ${source}`);
      const { path: dir } = await train([...flags, '--model-dir', models, '--version', 'v1']);
      const content = await contentOf(dir);
      expected ??= content;
      expect([source, content]).toEqual([source, expected]);
    }
  },
);

test('vectors are exported of items wherever these are', async () => {
  const tower = await trainHere(twoTower, [
    ...['--data-path', path.join(folder, 'two_tower/rows.csv')],
    ...[...TOWERS, '--model-dir', path.join(folder, 'exported')],
  ]);
  const items = sampleTwoTowerData({ rows: 40, seed: 8 });
  const ids: SampleTable['columns'][number] = {
    name: 'item_id',
    values: Array.from({ length: items.rowCount }, (_, row) => `item ${row}`),
  };
  const named = { ...items, columns: [ids, ...items.columns.filter(({ name }) => name !== 'item_id')] };
  const files = new Map<string, string>();
  for (const [source, flags] of await everywhere('items', named)) {
    const out = path.join(folder, `items of ${source}.jsonl`);
    const program = new Command();
    addExportVectorsCommand(program);
    const from = flags.map(flag => (flag === '--data-path' ? '--items' : flag));
    const into = ['--model-dir', path.dirname(path.dirname(tower.path)), '--out', out, '--quiet'];
    await program.parseAsync(['export-vectors', 'two_tower', ...from, ...into], { from: 'user' });
    files.set(source, readFileSync(out, 'utf8'));
  }
  expect(files.size).toBe(6);
  const [first] = files.values();
  expect(first.split('\n')).toHaveLength(items.rowCount + 1);
  for (const [source, text] of files) expect([source, text]).toEqual([source, first]);
});

test('10,000 rows give the same matrix and the same trees, bit by bit, wherever they come from', async () => {
  const table = withGaps(sampleRankingData({ rows: 10_000, seed: 3 }));
  const names = table.columns.map(({ name }) => name);
  let matrix = '';
  const reading: typeof xgb = {
    ...xgb,
    async train(run) {
      matrix = await digestOfMatrix(run.data, names);
      return xgb.train(run);
    },
  };
  const found: [string, string, string][] = [];
  for (const [source, flags] of await everywhere('ten_thousand', table)) {
    const models = path.join(folder, 'ten_thousand', `models of ${source}`);
    const { path: dir } = await trainHere(reading, [...flags, '--model-dir', models, '--rounds', '8']);
    const trees = readFileSync(path.join(dir, 'xgb_model.json'));
    found.push([source, matrix, createHash('sha256').update(trees).digest('hex')]);
  }
  expect(matrix).toMatch(/^10000 rows/);
  expect(found).toEqual(found.map(([source]) => [source, found[0][1], found[0][2]]));
});

/** The table, of which every number but the labels is missing now and then. */
function withGaps({ rowCount, columns }: SampleTable): SampleTable {
  return {
    rowCount,
    columns: columns.map(({ name, values }, at) => ({
      name,
      values:
        name === 'label' || !(values instanceof Float64Array)
          ? values
          : values.map((value, row) => (row % (at + 17) === 0 ? NaN : value)),
    })),
  };
}

/** What all numbers of some columns are, to the last bit. */
async function digestOfMatrix(
  { path: file, options }: TrainingData,
  names: readonly string[],
): Promise<string> {
  const features = names.map(name => ({ name, kind: 'numeric' as const }));
  const { columns, rowCount } = await readColumns(file, { ...options, features, targets: [] });
  const digest = createHash('sha256');
  for (const name of names) {
    const column = columns.get(name);
    if (column?.kind !== 'numeric' || column.values.length !== rowCount)
      throw new Error(`${name} is no column.`);
    digest.update(new Uint8Array(column.values.buffer, column.values.byteOffset, column.values.byteLength));
  }
  return `${rowCount} rows, ${digest.digest('hex')}`;
}
