import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { queryColumns, sqlText, withDuckDb } from '../sources/duckdb';
import { temporaryFiles } from '../testing/temporary-files';
import { joinOutcomes, type Joined, type JoinRequest } from './join-outcomes';

const files = temporaryFiles();

interface LoggedLine {
  readonly id: string;
  readonly row?: number;
  /** Seconds after the first line. */
  readonly at?: number;
  readonly version?: string;
  readonly model?: string;
  readonly signature?: string;
  readonly features?: Readonly<Record<string, unknown>>;
  readonly items?: readonly string[];
}

/** What a service writes for it is none of JSON.stringify's. */
const NEGATIVE_ZERO = 'negative zero';
const BEGIN = Date.UTC(2026, 10, 30, 12);
const FEATURES = { price: 0.10000000149011612, city: '007', seen: ['a', 'b'], item: '5', gap: null };

function lineOf({
  id,
  row = 0,
  at = 0,
  version = 'v1',
  model = 'xgb',
  signature = model,
  ...more
}: LoggedLine) {
  const line = JSON.stringify({
    time: new Date(BEGIN + 1_000 * at).toISOString(),
    request_id: id,
    row,
    model,
    signature,
    version,
    features: more.features ?? FEATURES,
    outputs: more.items ? { item_ids: more.items } : { predictions: 0.5 },
  });
  return line.replace(`"${NEGATIVE_ZERO}"`, '-0.0');
}

/** A folder with a log. */
async function logOf(name: string, lines: readonly LoggedLine[], cut = ''): Promise<string> {
  const folder = files.path(name);
  await mkdir(folder, { recursive: true });
  const text = lines.map(line => `${lineOf(line)}\n`).join('');
  await files.write(`${name}/predictions-20261130T120000Z-a-1-0.jsonl`, text);
  if (cut !== '') await files.write(`${name}/predictions-20261130T120000Z-b-1-0.jsonl.part`, cut);
  return folder;
}

let made = 0;

async function join(
  log: string,
  labels: string,
  more: Partial<JoinRequest> = {},
): Promise<{ joined: Joined; names: readonly string[]; rows: readonly (readonly unknown[])[]; out: string }> {
  const format = more.format ?? 'csv';
  const out = files.path(`joined-${made++}.${format}`);
  const joined = await joinOutcomes({
    log,
    labels,
    choice: {},
    labelOptions: {},
    columns: { request: 'request_id', key: { kind: 'row', column: 'row' }, labels: ['label'], time: null },
    itemName: 'item_id',
    windowMs: null,
    missingLabel: null,
    facts: [],
    separator: '|',
    out,
    format,
    ...more,
  });
  return { joined, out, ...(await tableOf(out)) };
}

async function tableOf(
  file: string,
): Promise<{ names: readonly string[]; rows: readonly (readonly unknown[])[] }> {
  const from = file.endsWith('.parquet')
    ? `read_parquet(${sqlText(file)})`
    : `read_csv(${sqlText(file)}, all_varchar = true)`;
  return withDuckDb(async connection => {
    const columns = await queryColumns(connection, `SELECT * FROM ${from}`);
    const [names] = await queryColumns(
      connection,
      `SELECT column_name FROM (DESCRIBE SELECT * FROM ${from})`,
    );
    return {
      names: names.map(String),
      rows: (columns[0] ?? []).map((_, row) => columns.map(column => column[row])),
    };
  });
}

async function problem(joining: Promise<unknown>): Promise<string> {
  const error: unknown = await joining.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('It was joined.');
  expect(error.message).toMatch(/^[^\n]{1,400}$/);
  return error.message.replace(/^.*?: /, '');
}

const OUTCOMES = 'request_id,row,label,time\n';

test('each row has the features that were logged, and the label of its outcome', async () => {
  const log = await logOf('plain', [
    { id: 'r1', row: 0 },
    {
      id: 'r1',
      row: 1,
      features: { ...FEATURES, price: NEGATIVE_ZERO, city: null, seen: [], item: 'x,"y"' },
    },
    { id: 'r2', row: 0 },
  ]);
  const labels = await files.write('plain.csv', `${OUTCOMES}r1,0.0,1,\nr1,1,0,\nr3,0,1,\n`);
  const { joined, names, rows } = await join(log, labels);
  expect(names).toEqual(['price', 'city', 'seen', 'item', 'gap', 'label']);
  expect(rows).toEqual([
    ['0.1', '007', 'a|b', '5', null, '1'],
    ['-0.0', null, null, 'x,"y"', null, '0'],
  ]);
  expect(joined).toEqual({
    log: { model: 'xgb', signature: 'xgb', brokenLines: 0, repeated: 0, versions: { v1: 3 }, count: 3 },
    outcomes: { count: 3, unknown: 1, late: 0, replaced: 0 },
    rows: { written: 2, filled: 0, withoutOutcome: 1, undecided: 0 },
  });
  expect((await readdir(path.dirname(log))).filter(name => name.startsWith('.join'))).toEqual([]);
});

test('Parquet has lists and float32, and the facts that are asked for', async () => {
  const log = await logOf('parquet', [{ id: 'r1' }, { id: 'r2', row: 3, at: 1.5, version: 'v2' }]);
  const labels = await files.write('parquet.jsonl', '{"request_id":"r2","row":3,"label":0.5}\n');
  const { names, rows } = await join(log, labels, {
    format: 'parquet',
    facts: ['request_id', 'row', 'time', 'version'],
  });
  expect(names.slice(-5)).toEqual(['label', 'request_id', 'row', 'time', 'version']);
  expect(rows[0].slice(-5)).toEqual(['0.5', 'r2', '3', '2026-11-30 12:00:01.5', 'v2']);
  expect(rows[0].slice(0, 3)).toEqual([String(Math.fround(0.1)), '007', "['a', 'b']"]);
});

test('an outcome counts within the window, and the last one of a row does', async () => {
  const log = await logOf(
    'window',
    ['in', 'late', 'twice', 'none', 'young'].map((id, i) => ({ id, at: i === 4 ? 60 : 0 })),
  );
  const labels = await files.write(
    'window.csv',
    OUTCOMES +
      [
        'in,0,1,2026-11-30T12:00:30Z',
        'late,0,1,2026-11-30T20:00:31+08:00',
        'twice,0,0,1796040001',
        'twice,0,1,1796040002000',
        'twice,0,0,2026-11-30 11:59:59 +00:01',
        'nobody,0,1,2026-11-30T12:01:00Z',
      ].join('\n'),
  );
  const columns = {
    request: 'request_id',
    key: { kind: 'row', column: 'row' },
    labels: ['label'],
    time: 'time',
  } as const;
  const options = { columns, windowMs: 30_000, facts: ['request_id'] } as const;
  const { joined, rows } = await join(log, labels, options);
  expect(rows.map(row => row.slice(-2))).toEqual([
    ['1', 'in'],
    ['1', 'twice'],
  ]);
  expect(joined.outcomes).toEqual({ count: 6, unknown: 1, late: 1, replaced: 2 });
  expect(joined.rows).toEqual({ written: 2, filled: 0, withoutOutcome: 3, undecided: 0 });
  const filled = await join(log, labels, { ...options, missingLabel: '0' });
  expect(filled.rows.map(row => row.slice(-2))).toEqual([
    ['1', 'in'],
    ['0', 'late'],
    ['0', 'none'],
    ['1', 'twice'],
  ]);
  expect(filled.joined.rows).toEqual({ written: 4, filled: 2, withoutOutcome: 0, undecided: 1 });
});

test('several labels, whose gaps are filled', async () => {
  const log = await logOf('tasks', [{ id: 'r1' }, { id: 'r2' }]);
  const labels = await files.write('tasks.tsv', 'request_id\trow\tclick\twatch\nr1\t0\t1\t2.5\n');
  const columns = {
    request: 'request_id',
    key: { kind: 'row', column: 'row' },
    labels: ['click', 'watch'],
    time: null,
  } as const;
  const { names, rows } = await join(log, labels, { columns, missingLabel: '0', format: 'tsv' });
  expect(names.slice(-2)).toEqual(['click', 'watch']);
  expect(rows.map(row => row.slice(-2))).toEqual([
    ['1', '2.5'],
    ['0', '0.0'],
  ]);
});

const BY_ITEM = {
  request: 'request_id',
  key: { kind: 'item', column: 'item_id' },
  labels: ['label'],
  time: null,
} as const;

test('by an item that is a feature, whatever the file makes of its id', async () => {
  const log = await logOf('items', [
    { id: 'r1', row: 0 },
    { id: 'r1', row: 1, features: { ...FEATURES, item: '6' } },
  ]);
  const labels = await files.write('items.csv', 'request_id,item_id,label\nr1,5.0,1\nr1,7,1\n');
  const { names, rows } = await join(log, labels, { columns: BY_ITEM, itemName: 'item', missingLabel: '0' });
  expect(names).toEqual(['price', 'city', 'seen', 'item', 'gap', 'label']);
  expect(rows.map(row => [row[3], row[5]])).toEqual([
    ['5', '1'],
    ['6', '0'],
  ]);
});

test('by the ids that a model has answered: each of them is a row', async () => {
  const features = { user_age: 25, top_k: 3 };
  const log = await logOf('recall', [
    { id: 'r1', model: 'two_tower', signature: 'recall', features, items: ['i3', 'i1', 'i2'] },
    { id: 'r2', model: 'two_tower', signature: 'recall', features, items: [], at: 1 },
  ]);
  const labels = await files.write('recall.csv', 'request_id,item_id,label\nr1,i1,1\nr1,i9,1\n');
  const { joined, names, rows } = await join(log, labels, { columns: BY_ITEM, missingLabel: '0' });
  expect(names).toEqual(['user_age', 'top_k', 'item_id', 'label']);
  expect(rows).toEqual([
    ['25.0', '3.0', 'i3', '0'],
    ['25.0', '3.0', 'i1', '1'],
    ['25.0', '3.0', 'i2', '0'],
  ]);
  expect(joined.outcomes).toMatchObject({ unknown: 1 });
});

test('cut lines, repeated rows and several versions are counted; the last of a row is taken', async () => {
  const log = await logOf(
    'versions',
    [
      { id: 'r1', version: 'v1', features: { a: 1 } },
      { id: 'r1', version: 'v2', features: { a: 2, b: 'new' }, at: 1 },
      { id: 'r2', version: 'v1', features: { a: 3 }, at: 2 },
    ],
    `${lineOf({ id: 'r3', version: 'v2', features: { b: 'é' } })}\n{"time":"2026`,
  );
  const labels = await files.write('versions.csv', `${OUTCOMES}r1,0,1,\nr2,0,0,\nr3,0,1,\n`);
  const { joined, rows } = await join(log, labels);
  expect(joined.log).toMatchObject({ brokenLines: 1, repeated: 1, versions: { v1: 1, v2: 2 }, count: 3 });
  expect(rows).toEqual([
    [null, 'é', '1'],
    ['2.0', 'new', '1'],
    ['3.0', null, '0'],
  ]);
  const one = await join(log, labels, { choice: { version: 'v2' } });
  expect(one.joined.log.versions).toEqual({ v2: 2 });
  expect(one.joined.outcomes.unknown).toBe(1);
});

describe('in one line is refused', () => {
  const row0 = `${OUTCOMES}r1,0,1,\n`;

  test('a log of several models, until one is chosen', async () => {
    const log = await logOf('models', [
      { id: 'r1' },
      { id: 'r1', model: 'dssm', signature: 'dssm', features: { q: 1 } },
      { id: 'r1', model: 'dssm', signature: 'doc_tower', features: { d: 1 } },
    ]);
    const labels = await files.write('models.csv', row0);
    expect(await problem(join(log, labels))).toBe(
      'the log has rows of dssm, xgb. Say which are meant, as in --model dssm.',
    );
    expect(await problem(join(log, labels, { choice: { model: 'dssm' } }))).toBe(
      'the log has rows of doc_tower, dssm. Say which are meant, as in --signature doc_tower.',
    );
    const { names } = await join(log, labels, { choice: { model: 'dssm', signature: 'doc_tower' } });
    expect(names).toEqual(['d', 'label']);
    expect(await problem(join(log, labels, { choice: { model: 'mmoe' } }))).toBe(
      'no row of mmoe is logged. There are rows of dssm (doc_tower), dssm (dssm), xgb (xgb).',
    );
    expect(await problem(join(log, labels, { choice: { model: 'xgb', version: 'v9' } }))).toBe(
      'no row of v9 is logged. There are rows of v1.',
    );
  });

  test('what is no log, and none at all', async () => {
    const labels = await files.write('none.csv', row0);
    expect(await problem(join(labels, labels))).toBe(
      'no line of the log is a prediction. Name what a service has written to PREDICTION_LOG.',
    );
    await mkdir(files.path('empty'));
    expect(await problem(join(files.path('empty'), labels))).toMatch(
      /^no service has logged predictions in this/,
    );
    expect(await problem(join(files.path('absent'), labels))).toBe('no such file. Check the path.');
  });

  test('outcomes without a column, with a time that is none, or of other requests', async () => {
    const log = await logOf('refused', [{ id: 'r1' }]);
    const csv = await files.write('refused.csv', `${OUTCOMES}r1,0,1,soon\n`);
    const columns = { ...BY_ITEM, key: { kind: 'row', column: 'row' } } as const;
    expect(await problem(join(log, csv, { columns: { ...columns, labels: ['clicks'] } }))).toBe(
      'no column "clicks". The file has request_id, row, label, time.',
    );
    const json = await files.write('refused.jsonl', '{"request_id":"r1","row":0}\n');
    expect(await problem(join(log, json))).toMatch(/^no column "label"\. The file has request_id, row\./);
    expect(await problem(join(log, csv, { columns: { ...columns, time: 'time' }, windowMs: 1 }))).toBe(
      'row 1, column time: expected a time such as 2026-11-30T12:00:00Z, or seconds since 1970, got "soon". Fix the cell, or leave out --window.',
    );
    const others = await files.write('others.csv', `${OUTCOMES}r9,0,1,\n`);
    expect(await problem(join(log, others))).toMatch(
      /^none of 1 outcomes is of a row in .*refused\. The request ids must be those that were answered/,
    );
    const late = await files.write('late.csv', `${OUTCOMES}r1,0,1,2026-12-01\n`);
    expect(await problem(join(log, late, { columns: { ...columns, time: 'time' }, windowMs: 1 }))).toBe(
      'all 1 outcomes of logged rows are later than the window. Give a longer --window.',
    );
  });

  test('columns that would be one, and events that would be two', async () => {
    const features = { label: 1, A: 1, seen: ['x|y'] };
    const labels = await files.write('twice.csv', 'request_id,row,label,out\nr1,0,1,1\n');
    const log = await logOf('twice', [{ id: 'r1', features }]);
    expect(await problem(join(log, labels, { format: 'parquet' }))).toBe(
      'two columns would be called "label". Rename that of the outcomes, or leave it out of --with.',
    );
    const columns = { ...BY_ITEM, key: { kind: 'row', column: 'row' }, labels: ['out'] } as const;
    expect(await problem(join(log, labels, { columns }))).toBe(
      'an event of seen is "x|y", and "|" stands between events in text. Write a .parquet file, or name another --separator.',
    );
    expect((await join(log, labels, { columns, separator: ';' })).rows[0][2]).toBe('x|y');
    expect(
      await problem(
        join(log, labels, { columns: { ...BY_ITEM, key: { kind: 'item', column: 'row' } }, itemName: 'row' }),
      ),
    ).toMatch(/^(?:two columns|the logged rows have no feature "row")/);
    const cases = await logOf('cases', [{ id: 'r1', features: { a: 1, A: 1 } }]);
    expect(await problem(join(cases, labels))).toBe(
      'columns "a" and "A" differ only in case. Rename one of them.',
    );
  });
});
