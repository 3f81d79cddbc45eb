/** @needs libxgboost */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createRandom, writeSampleData, type SampleKind } from '@reckit/data';
import { expectSuccess, trainingApps } from '../../../service-testing/programs/training-app';

const apps = trainingApps();
const QUICK = { xgb: ['--rounds', '3'], networks: ['--epochs', '1', '--dropout', '0'] };
type Trained = 'xgb' | 'deepfm' | 'din' | 'mmoe' | 'two-tower' | 'youtube-dnn' | 'dssm';

/** Describes data, trains on them by what came of it, and gives that back. */
async function describedAndTrained(
  folder: string,
  data: string,
  model: Trained,
  reading: readonly string[] = [],
): Promise<{ readonly label?: unknown; readonly missing?: unknown; readonly features: readonly unknown[] }> {
  const described = await apps.describe.train(folder, [
    data,
    '--for',
    model,
    '--out',
    'features.json',
    ...reading,
  ]);
  expectSuccess(described);
  const quick = model === 'xgb' ? QUICK.xgb : QUICK.networks;
  const run = await apps[model].train(folder, [
    ...['--data-path', data, '--features', 'features.json', '--quiet', ...reading],
    ...quick,
  ]);
  expectSuccess(run);
  return JSON.parse(readFileSync(path.join(folder, 'features.json'), 'utf8'));
}

test.each<[Trained, SampleKind]>([
  ['xgb', 'ranking'],
  ['deepfm', 'ranking'],
  ['din', 'interests'],
  ['mmoe', 'mmoe'],
  ['two-tower', 'two_tower'],
  ['youtube-dnn', 'youtube_dnn'],
  ['dssm', 'dssm'],
])('%s trains on what is proposed for its sample data', async (model, kind) => {
  const folder = apps.describe.newFolder();
  await writeSampleData(kind, path.join(folder, 'data.csv'));
  const { features } = await describedAndTrained(folder, 'data.csv', model);
  expect(features.length).toBeGreaterThan(2);
  if (model !== 'din') return;
  expect(features).toContainEqual({ name: 'history', kind: 'sequence', separator: '|', shares: 'category' });
});

const random = createRandom(8);
const ROWS = Array.from({ length: 240 }, (_, row) => ({
  row,
  price: Number(random.uniform(1, 100).toFixed(2)),
  age: row % 7 === 0 ? null : random.integer(18, 60),
  city: ['济南', '青岛', '烟台'][random.integer(0, 2)],
  vip: random.uniform() < 0.5,
  tags: Array.from({ length: random.integer(0, 4) }, () => `t${random.integer(0, 8)}`),
  clicked: random.uniform() < 0.4 ? 1 : 0,
}));

describe('what is proposed for awkward files trains as it is:', () => {
  test('semicolons, GBK, dates, booleans, words among numbers, columns without values, a rule for the label', async () => {
    const folder = apps.describe.newFolder();
    const lines = ROWS.map(({ row, price, age, city, vip, tags, clicked }) =>
      [
        `req${row}`,
        row % 30 === 0 ? '无' : price,
        age ?? '',
        city,
        vip ? 'TRUE' : 'FALSE',
        tags.join('|'),
        `2026-11-${10 + (row % 20)} 08:00:00`,
        '',
        'web',
        clicked === 1 ? 'yes' : 'no',
      ].join(';'),
    );
    const text = ['request;price;age;city;vip;tags;seen_at;empty;channel;clicked', ...lines].join('\n');
    writeFileSync(path.join(folder, 'data.csv'), gbkOf(text));
    const proposed = await describedAndTrained(folder, 'data.csv', 'deepfm', ['--encoding', 'gbk']);
    expect(proposed).toEqual({
      label: { column: 'clicked', positive: ['yes'] },
      missing: ['无'],
      features: [
        { name: 'price', default: 'mean' },
        { name: 'age', default: 'mean' },
        { name: 'city', kind: 'categorical' },
        'vip',
        { name: 'tags', kind: 'sequence', separator: '|' },
      ],
    });
  });

  test('JSON lines with lists, objects, null and numbers as ids', async () => {
    const folder = apps.describe.newFolder();
    const lines = ROWS.map(({ price, age, vip, tags, clicked, row }) =>
      JSON.stringify({ item_id: row % 25, price, age, vip, tags, place: { x: row }, clicked }),
    );
    writeFileSync(path.join(folder, 'data.jsonl'), lines.join('\n'));
    const proposed = await describedAndTrained(folder, 'data.jsonl', 'deepfm');
    expect(proposed).toEqual({
      label: 'clicked',
      features: [
        { name: 'item_id', kind: 'categorical' },
        'price',
        { name: 'age', default: 'mean' },
        'vip',
        { name: 'tags', kind: 'sequence' },
      ],
    });
  });

  test('folders by day, for trees', async () => {
    const folder = apps.describe.newFolder();
    for (const day of [1, 2, 3]) {
      const part = path.join(folder, `days/dt=2026-11-0${day}`);
      mkdirSync(part, { recursive: true });
      const lines = ROWS.filter(({ row }) => row % 3 === day - 1).map(({ price, age, city, tags, clicked }) =>
        [price, age ?? 'NULL', city, tags.join('|'), clicked].join(','),
      );
      writeFileSync(path.join(part, 'part-0.csv'), ['price,age,city,tags,clicked', ...lines].join('\n'));
    }
    const proposed = await describedAndTrained(folder, 'days', 'xgb');
    expect(proposed).toEqual({
      label: 'clicked',
      features: ['price', { name: 'age', default: 'missing' }, { name: 'city', kind: 'categorical' }],
    });
  });
});

/** The three cities, and the word for none, in GBK; the rest is ASCII. */
function gbkOf(text: string): Buffer {
  const codes: Readonly<Record<string, string>> = {
    济: 'bcc3',
    南: 'c4cf',
    青: 'c7e0',
    岛: 'b5ba',
    烟: 'd1cc',
    台: 'cca8',
    无: 'cede',
  };
  return Buffer.concat(
    [...text].map(letter => Buffer.from(codes[letter] ?? Buffer.from(letter).toString('hex'), 'hex')),
  );
}
