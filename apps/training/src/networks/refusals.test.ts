import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CLICK_ARGS, CLICKS, clickRows, writeClicks } from '../testing/clicks';
import { refusalOf, trainingApps, type ModelName } from '../../../service-testing/programs/training-app';

const apps = trainingApps();
const ROWS = clickRows(60);

/** What a training is given beside or instead of rows of clicks that it would train on. */
interface Mistake {
  readonly model?: ModelName;
  readonly rows?: readonly Readonly<Record<string, string>>[];
  readonly features?: string;
  readonly tasks?: string;
  readonly args?: readonly string[];
}

/** The one line with which a mistake is refused; nothing has been written then. */
async function refusalFor({ model = 'deepfm', rows = ROWS, features, tasks, args = [] }: Mistake) {
  const folder = apps[model].newFolder();
  writeClicks(folder, rows);
  if (features !== undefined) writeFileSync(path.join(folder, CLICKS.features), features);
  if (tasks !== undefined) writeFileSync(path.join(folder, CLICKS.tasks), tasks);
  const before = readdirSync(folder);
  const usual = CLICK_ARGS[model === 'mmoe' ? 'mmoe' : 'deepfm'];
  const refusal = refusalOf(await apps[model].inTurn(folder, [...usual, ...args]));
  expect(readdirSync(folder)).toEqual(before);
  return refusal;
}

/** The rows with one cell replaced; rows count from 1. */
const withCell = (row: number, column: string, cell: string) =>
  ROWS.map((cells, i) => (i === row - 1 ? { ...cells, [column]: cell } : cells));
const everywhere = (column: string, cell: string) => ROWS.map(row => ({ ...row, [column]: cell }));
const features = (...entries: unknown[]) => JSON.stringify({ label: 'clicked', features: entries });
const tasks = (...entries: unknown[]) => JSON.stringify(entries);

test('embeddings that memory does not hold are refused before they are made', async () => {
  const refusal = await refusalFor({
    features: features({ name: 'city', kind: 'categorical', buckets: 8_000_000 }),
    args: ['--max-memory', '1GB'],
  });
  expect(refusal).toMatch(
    /^clicks\.csv: [\d,]+ weights and 8,000,\d+ embeddings of 17 numbers, with what their optimiser keeps and the rows need about 3\.\d GB of memory, and --max-memory allows 1\.0 GB\. Raise it, or give the network less: /,
  );
});

test('a process that does not know how many there are, or where they meet, is refused', async () => {
  expect(await refusalFor({ args: ['--rank', '1'] })).toBe(
    '--rank without --world-size and --tracker: a training on several machines needs all three, or give --processes for one machine.',
  );
});

describe('a training on data with', () => {
  test.each<[string, Mistake, string]>([
    [
      'the label 2',
      { rows: withCell(9, 'clicked', '2') },
      'clicks.csv: row 9 (line 10), column clicked: expected the label 0 or 1, got "2". Fix the cell, or write in the feature file: "label": {"column": "clicked", "positive": ">= 1"}.',
    ],
    [
      'a blank label',
      { rows: withCell(9, 'clicked', '') },
      'clicks.csv: row 9 (line 10), column clicked: the label is missing or not finite. Fill it in or remove the row.',
    ],
    [
      'one class only',
      { rows: everywhere('clicked', '1') },
      'clicks.csv: column clicked: every label is 1, so there is nothing to learn. Give rows of both classes, 0 and 1.',
    ],
    [
      'labels of a binary task between 0 and 1',
      { model: 'mmoe', rows: withCell(2, 'clicked', '0.5') },
      'clicks.csv: row 2 (line 3), column clicked: expected the label 0 or 1, got "0.5". Fix the cell, or write in the file of tasks: "label": {"column": "clicked", "positive": ">= 0.5"}.',
    ],
    [
      'a negative amount',
      { model: 'mmoe', rows: withCell(5, 'watch', '-3') },
      'clicks.csv: row 5 (line 6), column watch: an amount cannot be negative, got -3. Fix the data, or learn another column.',
    ],
    [
      'a category where a number is declared',
      { features: features('age', 'city') },
      'clicks.csv: row 2 (line 3), column city: expected a number, got "c0". Fix the cell or leave it empty, or if it holds categories, declare it in the feature file as {"name": "city", "kind": "categorical"}.',
    ],
    [
      'one row',
      { rows: ROWS.slice(0, 1) },
      'clicks.csv: column clicked: every label is 0, so there is nothing to learn. Give rows of both classes, 0 and 1.',
    ],
    [
      'one row and two amounts to learn',
      {
        model: 'mmoe',
        features: features('price'),
        rows: ROWS.slice(0, 1),
        tasks: tasks({ name: 'watch', kind: 'regression', label: 'watch' }),
      },
      'clicks.csv: 1 row leaves none for validation; give more rows.',
    ],
    [
      'a row of each class only',
      {
        features: features('age'),
        rows: [
          ...ROWS.filter(row => row['clicked'] === '1').slice(0, 1),
          ...ROWS.filter(row => row['clicked'] === '0').slice(0, 1),
        ],
      },
      'clicks.csv: 2 rows leave none for validation; give more rows.',
    ],
  ])('%s is refused', async (_, mistake, message) => {
    expect(await refusalFor(mistake)).toBe(message);
  });
});

describe('a training with', () => {
  const columns = Object.keys(ROWS[0]).join(', ');
  test.each<[string, Mistake, string]>([
    [
      'a mistyped path of the data',
      { args: ['--data-path', 'data/trian.csv'] },
      'data/trian.csv: no such file. Check the path.',
    ],
    [
      'a mistyped path of the data of mmoe',
      { model: 'mmoe', args: ['--data-path', 'data/trian.csv'] },
      'data/trian.csv: no such file. Check the path.',
    ],
    [
      'a user column that is not there',
      { args: ['--user-col', 'usr'] },
      `clicks.csv: no column "usr". The file has ${columns}. Did you mean "user"?`,
    ],
    [
      'a feature that is no column',
      { features: features('age', 'hour') },
      `clicks.csv: no column "hour". The file has ${columns}.`,
    ],
    [
      'an unknown key of a feature',
      { features: features('age', { name: 'city', kind: 'categorical', bukets: 3 }) },
      'features.json: features.1: "bukets" is not known here for the feature "city". The keys may be name, kind, min_count, buckets, default, missing, side.',
    ],
    [
      'an unknown key of the feature file',
      { features: '{"features": ["age"], "lable": "clicked"}' },
      'features.json: top level: "lable" is not known here. The keys are label, features and missing.',
    ],
    [
      'the default "missing", which no network has a direction for',
      { features: features({ name: 'age', default: 'missing' }) },
      'The feature "age" has the default "missing", which only xgb understands; give a number.',
    ],
    [
      'a vocabulary in which no value is frequent enough',
      { features: features({ name: 'city', kind: 'categorical', min_count: 1000 }) },
      'No value of the feature "city" occurs 1000 times in the training rows (min_count); the largest count is 12. Lower its min_count.',
    ],
    [
      'more weights than a model file holds',
      { args: ['--deep-layers', '100000,100000'] },
      'The network has 10,005,500,068 weights, more than the 2 GB that a model file can hold: give it fewer or smaller layers, or lower --embedding-dim.',
    ],
    [
      'more embeddings than a model file holds',
      {
        features: features({ name: 'item', kind: 'categorical', buckets: 10_000_000 }),
        args: ['--embedding-dim', '127'],
      },
      'The embeddings take 10,000,001 rows of 128 numbers, more than the 2 GB that a model file can hold: raise min_count, use fewer buckets, or lower --embedding-dim.',
    ],
    [
      'a sequence for trees',
      { model: 'xgb' },
      'features.json: the feature "history" is of the kind sequence, which trees cannot take; leave it out, or train deepfm or mmoe.',
    ],
  ])('%s is refused', async (_, mistake, message) => {
    expect(await refusalFor(mistake)).toBe(message);
  });
});

describe('a file of tasks with', () => {
  const click = { name: 'click', kind: 'binary', label: 'clicked' };
  test.each<[string, string, string]>([
    ['an unknown key', tasks({ ...click, weigth: 2 }), 'tasks.json: task 0: "weigth" is not known here.'],
    ['a name twice', tasks(click, click), 'tasks.json: the task "click" is listed twice.'],
    ['no task', tasks(), 'tasks.json: top level: expected a list that is not empty, got an empty list.'],
    ['an object', '{"name": "click"}', 'tasks.json: top level: expected a list, got an object.'],
    [
      'no kind',
      tasks({ name: 'click', label: 'clicked' }),
      'tasks.json: task 0.kind: expected "binary" or "regression", got nothing.',
    ],
    [
      'the weight 0',
      tasks({ ...click, weight: 0 }),
      'tasks.json: task 0.weight: expected a number above 0, got 0.',
    ],
    [
      'a name with a blank',
      tasks({ ...click, name: 'a click' }),
      'tasks.json: task 0.name: expected letters, digits and "_", beginning with a letter, got "a click".',
    ],
    [
      'the name of the input',
      tasks({ ...click, name: 'features' }),
      'tasks.json: task 0.name: expected another name, since that is the input of the model, got "features".',
    ],
    [
      'an unknown transform',
      tasks(click, { name: 'watch', kind: 'regression', label: 'watch', transform: 'log' }),
      'tasks.json: task 1.transform: expected "none" or "scale" or "log1p", got "log".',
    ],
    [
      'a column that is a feature',
      tasks(click, { name: 'price', kind: 'regression', label: 'price' }),
      'The task "price" learns the column "price", which is also a feature; leave it out of the features.',
    ],
    [
      'a column that is not there',
      tasks({ ...click, label: 'click' }),
      `clicks.csv: no column "click". The file has ${Object.keys(ROWS[0]).join(', ')}.`,
    ],
  ])('%s is refused', async (_, file, message) => {
    expect(await refusalFor({ model: 'mmoe', tasks: file })).toBe(message);
  });

  test('text that is not JSON is refused in one line, though the text has several', async () => {
    expect(await refusalFor({ model: 'mmoe', tasks: '[\n  {"name": "click",\n]' })).toMatch(
      /^tasks\.json is not valid JSON: .*position 22/,
    );
  });

  test('a path that leads nowhere is named', async () => {
    expect(await refusalFor({ model: 'mmoe', args: ['--tasks', 'none.json'] })).toMatch(
      /^none\.json: the file of tasks cannot be read: no such file\. Check the path \(--tasks\)\.$/,
    );
  });
});

test.each(['compiled', 'eager'])(
  'a loss that turns NaN stops the %s engine with the step, its rows and what to try',
  async engine => {
    expect(
      await refusalFor({ args: ['--quiet', '--lr', '1e30', '--engine', engine, '--workers', '1'] }),
    ).toMatch(
      /^The loss is NaN at step 2, in epoch 1: rows 33 to 48 of its order, data rows between \d+ and \d+\. Try a smaller learning rate \(--lr\), cut gradients \(--clip-norm\), and look for huge values or labels in the data\.$/,
    );
  },
);

test('a run that diverges leaves the versions that were there', async () => {
  const folder = apps.deepfm.newFolder();
  writeClicks(folder, ROWS);
  const args = [...CLICK_ARGS.deepfm, '--quiet', '--epochs', '1', '--version'];
  expect((await apps.deepfm.inTurn(folder, [...args, 'v1'])).code).toBe(0);
  refusalOf(await apps.deepfm.inTurn(folder, [...args, 'v2', '--lr', '1e30', '--batch-size', '8']));
  expect(readdirSync(path.join(folder, 'model/deepfm'))).toEqual(['.current_version', 'v1']);
});
