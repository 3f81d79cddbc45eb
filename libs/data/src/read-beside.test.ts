import { mkdir } from 'node:fs/promises';
import { DataError } from './errors';
import { readColumns } from './read-columns';
import { sqlText, withDuckDb } from './sources/duckdb';
import { temporaryFiles } from './testing/temporary-files';

const files = temporaryFiles();

async function timesOf(path: string): Promise<number[]> {
  const { times } = await readColumns(path, { features: [], targets: [], times: 't' });
  return [...(times ?? [])];
}

const written = (cells: readonly string[]) => `t,x\n${cells.map(cell => `${cell},1\n`).join('')}`;
const DAY_MS = 86_400_000;
const DAY = Date.UTC(2026, 10, 30);

test.each([
  ['numbers', ['3', '-1.5', '1e3'], [3, -1.5, 1000]],
  ['seconds with all their digits', ['1796025601', '1796025602.25'], [1_796_025_601, 1_796_025_602.25]],
  ['days as numbers', ['20261130', '20261201'], [20_261_130, 20_261_201]],
  ['dates', ['2026-11-30', '2026-12-01'], [DAY, DAY + DAY_MS]],
  ['dates with slashes', ['2026/11/30', '2026/12/01'], [DAY, DAY + DAY_MS]],
  [
    'date-times, in UTC where no zone is written',
    ['2026-11-30T08:00:00Z', '2026-11-30 08:00:00', '2026-11-30T08:00:00+02:00', '2026-11-30 08:00'],
    [8, 8, 6, 8].map(hour => DAY + hour * 3_600_000),
  ],
  ['fractions of a second', ['2026-11-30 00:00:00.001', ' 2026-11-30T00:00:00.0015 '], [DAY + 1, DAY + 1.5]],
])('times are %s', async (_, cells, times) => {
  expect(await timesOf(await files.write('times.csv', written(cells)))).toEqual(times);
  const json = cells.map(cell => JSON.stringify({ t: cell.trim(), x: 1 })).join('\n');
  expect(await timesOf(await files.write('times.jsonl', json))).toEqual(times);
});

test.each([
  ['DATE', DAY],
  ['TIMESTAMP', DAY + 3_600_000],
  ['TIMESTAMP_S', DAY + 3_600_000],
  ['TIMESTAMP_NS', DAY + 3_600_000],
  ['TIMESTAMPTZ', DAY + 3_600_000],
  ['VARCHAR', DAY + 3_600_000],
])('times are those of a column of Parquet of type %s', async (type, time) => {
  const path = files.path(`${type}.parquet`);
  const sql = `COPY (SELECT CAST('2026-11-30 01:00:00' AS ${type}) AS t) TO ${sqlText(path)}`;
  await withDuckDb(connection => connection.run(sql));
  expect(await timesOf(path)).toEqual([time]);
});

test('times and weights of JSON may be numbers', async () => {
  const path = await files.write('numbers.jsonl', '{"t": 5, "w": 2}\n{"t": 4.5, "w": 0}');
  const { times, weights } = await readColumns(path, {
    features: [],
    targets: [],
    times: 't',
    weights: ['w'],
  });
  expect([...(times ?? [])]).toEqual([5, 4.5]);
  expect([...(weights.get('w') ?? [])]).toEqual([2, 0]);
});

async function refusal(
  cells: readonly string[],
  request: { times?: string; weights?: string[] },
): Promise<string> {
  const path = await files.write('refused.csv', written(cells));
  const error: unknown = await readColumns(path, { features: [], targets: [], ...request }).catch(
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof DataError)) throw error;
  return error.message.replace(path, 'FILE');
}

const A_DATE = 'expected a date such as 2026-11-30 or 2026-11-30T08:00:00Z';
const A_NUMBER = 'expected a number, as the first time is';

test.each([
  [['2026-11-30', ''], 'row 2 (line 3)', A_DATE, 'a blank cell'],
  [['30.11.2026'], 'row 1 (line 2)', A_DATE, '"30.11.2026"'],
  [['2026-11-30', '7'], 'row 2 (line 3)', A_DATE, '"7"'],
  [['2026-13-01'], 'row 1 (line 2)', A_DATE, '"2026-13-01"'],
  [['infinity'], 'row 1 (line 2)', A_NUMBER, '"infinity"'],
  [['now'], 'row 1 (line 2)', A_DATE, '"now"'],
  [['7', '2026-11-30'], 'row 2 (line 3)', A_NUMBER, '"2026-11-30"'],
  [['7', 'NA'], 'row 2 (line 3)', A_NUMBER, '"NA"'],
  [['7', '1_000'], 'row 2 (line 3)', A_NUMBER, '"1_000"'],
])('%j are no times', async (cells, place, expected, got) => {
  expect(await refusal(cells, { times: 't' })).toBe(
    `FILE: ${place}, column t: ${expected}, got ${got}. Fix the cell, or remove the row.`,
  );
});

test.each(['', 'NA', '-1', 'inf', 'nan', 'much', '1e39'])('%j is no weight', async cell => {
  const got = cell === '' ? 'a blank cell' : JSON.stringify(cell);
  expect(await refusal(['1', cell], { weights: ['t'] })).toBe(
    `FILE: row 2 (line 3), column t: expected the weight of a row, a number that is not negative, got ${got}. ` +
      'Fix the cell, or remove the row.',
  );
});

test('weights that are all 0 leave nothing to learn', async () => {
  expect(await refusal(['0', '0.0'], { weights: ['t'] })).toBe(
    'FILE: column t: every weight is 0, so there is nothing to learn. Give rows a weight above 0.',
  );
});

test('a column may be times, groups and a feature at once', async () => {
  const path = await files.write('both.csv', written(['2026', '2026', '2027']));
  const read = await readColumns(path, {
    features: [{ name: 't', kind: 'category' }],
    targets: [],
    times: 't',
    groups: 't',
    splitGroups: 't',
    weights: ['t'],
  });
  expect([...(read.times ?? [])]).toEqual([2026, 2026, 2027]);
  expect(read.groups).toBe(read.splitGroups);
  expect([...(read.splitGroups?.codes ?? [])]).toEqual([0, 0, 1]);
});

test('times may stand in the names of folders, and some rows be left out', async () => {
  for (const day of ['2026-11-29', '2026-11-30']) {
    await mkdir(files.path(`days/dt=${day}`), { recursive: true });
    await files.write(`days/dt=${day}/part.csv`, 'x\n1\n2\n');
  }
  const read = (where?: string) =>
    readColumns(files.path('days'), {
      ...{ features: [], targets: ['x'], times: 'dt' },
      ...(where !== undefined && { where }),
    });
  expect([...((await read()).times ?? [])]).toEqual([DAY - DAY_MS, DAY - DAY_MS, DAY, DAY]);
  expect([...((await read('x = 2')).times ?? [])]).toEqual([DAY - DAY_MS, DAY]);
});

test('a column of no kind of time is refused', async () => {
  const path = files.path('lists.parquet');
  await withDuckDb(connection => connection.run(`COPY (SELECT [1, 2] AS t) TO ${sqlText(path)}`));
  await expect(timesOf(path)).rejects.toThrow('column t holds INTEGER[] values, not times.');
});
