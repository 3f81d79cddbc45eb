import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openPackage } from '@reckit/artifacts';
import { columnRequests, readColumns } from '@reckit/data';
import { encodeColumns, parseFeatureMeta, RowEncoder, type FeatureSpec } from '@reckit/features';
import { childServices } from '../../../service-testing/programs/child-service';
import { ask } from '../../../service-testing/clients/http-client';
import { expectSuccess, trainingApps } from '../../../service-testing/programs/training-app';
import { CLICK_FEATURES, clickRows, csvOf } from '../testing/clicks';
import { answersOf } from '../testing/replay-checks';

const apps = trainingApps();
const APPS = path.join(__dirname, '../../..');
const PER_REQUEST = 50;

const MODELS = [
  {
    model: 'xgb',
    services: childServices(path.join(APPS, 'xgb/src')),
    flags: ['--rounds', '20'],
    description: {
      label: 'clicked',
      features: [
        { name: 'age', default: 'missing' },
        'price',
        { name: 'city', kind: 'categorical', min_count: 3 },
        { name: 'item', kind: 'categorical' },
      ],
    },
  },
  {
    model: 'deepfm',
    services: childServices(path.join(APPS, 'deepfm/src')),
    flags: ['--epochs', '2'],
    description: CLICK_FEATURES,
  },
] as const;

/** What clients send: gaps, values that nobody knows, and values in other spellings than the training had. */
function requestRows(): Record<string, unknown>[] {
  const rows = clickRows(300, 5).map(({ age, price, city, item, history }): Record<string, unknown> => ({
    ...(age !== '' && { age: Number(age) }),
    price: Number(price),
    city: city === '' ? null : city,
    item: Number(item),
    history: history === '' ? [] : history.split('|'),
  }));
  return [
    ...rows,
    {
      age: '-0',
      price: '0.1',
      city: 'nowhere',
      item: '7.0',
      history: ['g1', 'unheard of', null, 'g2', 'g3', 'g4'],
    },
    { age: 1e39, price: 1e-30, city: 'NA', item: true, history: null },
    { price: 16_777_217, city: '商品, "new"', item: 'a\tb' },
    {},
  ];
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** The matrix that training makes of a file. */
async function matrixOf(file: string, spec: FeatureSpec): Promise<Float32Array> {
  const { columns, rowCount } = await readColumns(file, { features: columnRequests(spec), targets: [] });
  return encodeColumns(spec, columns, rowCount);
}

describe.each(MODELS)('$model', ({ model, services, flags, description }) => {
  test('what was logged is trained on as it was scored, bit for bit', async () => {
    const folder = apps[model].newFolder();
    writeFileSync(path.join(folder, 'clicks.csv'), csvOf(clickRows(600)));
    writeFileSync(path.join(folder, 'features.json'), JSON.stringify(description));
    const train = (file: string, version: string) =>
      apps[model].inTurn(folder, [
        ...['--data-path', file, '--features', 'features.json', '--version', version, '--no-gen', ...flags],
      ]);
    expectSuccess(await train('clicks.csv', 'v1'));

    const log = path.join(folder, 'log');
    const service = await services.start({
      MODEL_DIR: path.join(folder, 'model'),
      PREDICTION_LOG: log,
      PREDICTION_LOG_SHARE: '100',
    });
    const rows = requestRows();
    const scores: number[] = [];
    for (let begin = 0; begin < rows.length; begin += PER_REQUEST) {
      const body = { data: rows.slice(begin, begin + PER_REQUEST) };
      const answer = await ask(service.port, {
        method: 'POST',
        path: `/predictions/${model}`,
        body,
        requestId: `r${begin}`,
      });
      scores.push(...JSON.parse(answer.text).predictions);
    }
    service.signal('SIGTERM');
    expect(await service.ended).toEqual({ code: 0, signal: null });
    expect(readdirSync(log)).toEqual([expect.stringMatching(/^predictions-.*\.jsonl$/)]);

    const labels = rows.map((_, i) => `r${i - (i % PER_REQUEST)},${i % PER_REQUEST},${i % 2}`);
    writeFileSync(path.join(folder, 'outcomes.csv'), `request_id,row,clicked\n${labels.join('\n')}\n`);
    const opened = await openPackage(path.join(folder, 'model', model, 'v1'), model, [
      'model.onnx',
      'feature_meta.json',
    ]);
    const { spec } = parseFeatureMeta(String(opened.file('feature_meta.json')), null);
    const scored = new RowEncoder(spec).encode(rows, 'data').values;
    for (const out of ['joined.parquet', 'joined.csv']) {
      const run = await apps['join-labels'].inTurn(folder, [
        ...['--log', 'log', '--labels', 'outcomes.csv', '--label-col', 'clicked', '--out', out],
      ]);
      expectSuccess(run);
      expect(run.stdout).toContain(`${out}: ${rows.length} rows`);
      const trained = await matrixOf(path.join(folder, out), spec);
      expect(bytesOf(trained).equals(bytesOf(scored))).toBe(true);
    }

    // And that is what the service had scored.
    const logged = readFileSync(path.join(log, readdirSync(log)[0]), 'utf8')
      .trimEnd()
      .split('\n');
    expect(logged.map(line => JSON.parse(line).outputs.predictions)).toEqual(
      scores.map(score => Math.fround(score)),
    );
    const answers = (await answersOf(opened, rows)).get('predictions') ?? [];
    scores.forEach((score, row) => expect(Math.abs(score - answers[row])).toBeLessThan(1e-5));

    expectSuccess(await train('joined.parquet', 'v2'));
    expectSuccess(await train('joined.csv', 'v3'));
  });
});

const LINE = {
  time: '2026-11-30T12:00:00.000Z',
  request_id: 'r1',
  row: 0,
  model: 'xgb',
  signature: 'xgb',
  version: 'v1',
  features: { price: 1 },
  outputs: { predictions: 0.5 },
};

function folderWithLog(): string {
  const folder = apps['join-labels'].newFolder();
  const lines = [LINE, { ...LINE, request_id: 'r2', version: 'v2' }].map(line => `${JSON.stringify(line)}\n`);
  writeFileSync(path.join(folder, 'log.jsonl'), lines.join(''));
  writeFileSync(
    path.join(folder, 'out.csv'),
    'request_id,row,label,time\nr1,0,1,2026-11-30 12:01\nr9,0,1,2026-12-01\n',
  );
  return folder;
}

test('a summary says what was joined, and of how many versions it is', async () => {
  const folder = folderWithLog();
  const args = ['--log', 'log.jsonl', '--labels', 'out.csv', '--out', 'joined.csv'];
  const run = await apps['join-labels'].inTurn(folder, [...args, '--window', '24h', '--missing-label', '0']);
  expect(run.code).toBe(0);
  expect(run.stdout.split('\n')).toEqual([
    'Logged      2 rows of xgb: 1 of v1, 1 of v2',
    'Outcomes    2, 1 of no logged row',
    'Written     joined.csv: 1 rows, 1 left out, their window is still open',
    '',
  ]);
  expect(run.stderr).toMatch(/^warning: the rows are of 2 versions, whose features may differ/);
  const json = await apps['join-labels'].inTurn(folder, [
    ...args,
    '--model-version',
    'v1',
    '--json',
    '--quiet',
  ]);
  expectSuccess(json);
  expect(JSON.parse(json.stdout)).toMatchObject({
    log: { model: 'xgb', versions: { v1: 1 } },
    rows: { written: 1 },
    out: path.join(folder, 'joined.csv'),
  });
});

test.each([
  [['--out', 'joined.xlsx'], '--out joined.xlsx: its name tells no format. Use .csv, .tsv, .parquet.'],
  [['--out', 'j.csv', '--with', 'time,score'], '--with knows request_id, row, time, version, not "score".'],
  [
    ['--out', 'j.csv', '--label-col', 'label,'],
    '--label-col must be names with commas in between, not "label,".',
  ],
  [['--out', 'j.csv', '--separator', ''], '--separator must have at least one character.'],
  [
    ['--out', 'j.csv', '--model', 'mmoe'],
    'log.jsonl: no row of mmoe is logged. There are rows of xgb (xgb).',
  ],
])('%j is refused in one line', async (args, reason) => {
  const folder = folderWithLog();
  const run = await apps['join-labels'].inTurn(folder, [
    '--log',
    'log.jsonl',
    '--labels',
    'out.csv',
    ...args,
  ]);
  expect(run).toEqual({ code: 1, stdout: '', stderr: `join-labels: ${reason}\n` });
  expect(readdirSync(folder).sort()).toEqual(['log.jsonl', 'out.csv']);
});
