import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { columnRequests, readColumns } from '@reckit/data';
import {
  encodeColumns,
  fitFeatures,
  formatFeatureMeta,
  parseFeatureFile,
  parseFeatureMeta,
  RowEncoder,
  type FeatureSpec,
} from '@reckit/features';

/** The same values as data files have them: the writer, and a cell, or an SQL expression for Parquet. */
type Written = readonly [writer: string, extension: string, cell: string];

/** A value that was meant, in every form in which it is written to train and sent to be served. */
interface Meant {
  readonly value: string;
  readonly written: readonly Written[];
  /** As JSON text. */
  readonly sent: readonly string[];
}

const THREE: Meant = {
  value: '3',
  written: [
    ['an integer', 'csv', '3'],
    ['a table library, beside a gap', 'csv', '3.0'],
    ['a quoted text', 'csv', '"3"'],
    ['spaces as layout', 'csv', ' 3 '],
    ['savetxt of numpy', 'csv', '3.000000000000000000e+00'],
    ['an integer', 'tsv', '3'],
    ['a float', 'tsv', '3.0'],
    ['gzip', 'csv.gz', '3.0'],
    ['a number', 'jsonl', '3'],
    ['a float', 'jsonl', '3.0'],
    ['an exponent', 'jsonl', '3e0'],
    ['a text', 'jsonl', '"3"'],
    ['a text of a float', 'jsonl', '"3.0"'],
    ['a number', 'json', '3'],
    ['an integer', 'parquet', '3::BIGINT'],
    ['a small integer', 'parquet', '3::TINYINT'],
    ['an unsigned integer', 'parquet', '3::UINTEGER'],
    ['a float', 'parquet', '3::FLOAT'],
    ['a double', 'parquet', '3::DOUBLE'],
    ['a decimal', 'parquet', '3::DECIMAL(10, 2)'],
    ['a decimal without a fraction', 'parquet', '3::DECIMAL(38, 0)'],
    ['a text', 'parquet', "'3'"],
    ['a text of a float', 'parquet', "'3.0'"],
    ['a dictionary', 'parquet', "'3'::ENUM('2', '3')"],
  ],
  sent: ['3', '3.0', '3e0', '3.0e+00', '"3"', '"3.0"', '" 3"', '"3."', '"3e+00"'],
};

/** What Go, C and Python make of a large number. */
const MILLION: Meant = {
  value: '1000000',
  written: [
    ['an integer', 'csv', '1000000'],
    ['a float', 'csv', '1000000.0'],
    ['%v of Go', 'csv', '1e+06'],
    ['%v of Go', 'jsonl', '1e+06'],
    ['a double', 'parquet', '1e6::DOUBLE'],
    ['a float', 'parquet', '1e6::FLOAT'],
  ],
  sent: ['1000000', '1e6', '1e+06', '1E6', '1000000.0', '"1000000"', '"1e+06"', '"1E+06"', '"1.000000e+06"'],
};

/** Beyond what a double holds exactly: texts alone, with all their digits. */
const HUGE: Meant = {
  value: '9007199254740993',
  written: [
    ['an integer', 'csv', '9007199254740993'],
    ['a number', 'jsonl', '9007199254740993'],
    ['a text', 'jsonl', '"9007199254740993"'],
    ['an integer', 'parquet', '9007199254740993::BIGINT'],
    ['a decimal', 'parquet', '9007199254740993::DECIMAL(20, 2)'],
  ],
  sent: ['"9007199254740993"', '"9007199254740993.0"'],
};

const FAR: Meant = {
  value: '300000000000000000000',
  written: [
    ['%v of Go', 'csv', '3e+20'],
    ['a number', 'jsonl', '3e+20'],
    ['a double', 'parquet', '3e20::DOUBLE'],
  ],
  sent: ['"3e+20"', '"300000000000000000000"'],
};

const TRUE: Meant = {
  value: 'true',
  written: [
    ['Python', 'csv', 'True'],
    ['a spreadsheet', 'csv', 'TRUE'],
    ['JavaScript', 'tsv', 'true'],
    ['a boolean', 'jsonl', 'true'],
    ['a text', 'jsonl', '"True"'],
    ['a boolean', 'parquet', 'true'],
    ['a text', 'parquet', "'TRUE'"],
  ],
  sent: ['true', '"true"', '"True"', '"TRUE"'],
};

const PADDED: Meant = {
  value: '007',
  written: [
    ['a text', 'csv', '007'],
    ['a text', 'jsonl', '"007"'],
    ['a text', 'parquet', "'007'"],
  ],
  sent: ['"007"', '" 007 "'],
};

const folder = mkdtempSync(path.join(tmpdir(), 'reckit-forms-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FEATURES = parseFeatureFile(
  JSON.stringify({
    features: [
      { name: 'id', kind: 'categorical' },
      { name: 'bucket', kind: 'categorical', buckets: 1_000_000 },
      { name: 'history', kind: 'sequence', max_length: 2 },
    ],
  }),
  'features.json',
).spec;

/** Rows that hold the value, and "other" so that a vocabulary has a choice. */
async function writeFile([, extension, cell]: Written, name: string): Promise<string> {
  const file = path.join(folder, `${name}.${extension}`);
  const row = (text: string, other: string, separator: string) => [text, text, other].join(separator);
  switch (extension) {
    case 'csv':
      writeFileSync(
        file,
        `id,bucket,history\n${row(cell, cell, ',')}\n${row('other', 'other|other', ',')}\n`,
      );
      break;
    case 'csv.gz':
      writeFileSync(file, gzipSync(`id,bucket,history\n${row(cell, cell, ',')}\nother,other,other\n`));
      break;
    case 'tsv':
      writeFileSync(file, `id\tbucket\thistory\n${row(cell, cell, '\t')}\nother\tother\tother\n`);
      break;
    case 'jsonl':
    case 'json': {
      const object = `{"id":${cell},"bucket":${cell},"history":[${cell}]}`;
      const rows = [object, '{"id":"other","bucket":"other","history":["other"]}'];
      writeFileSync(file, extension === 'json' ? `[${rows.join(',')}]` : rows.join('\n'));
      break;
    }
    default: {
      const database = await DuckDBInstance.create(':memory:');
      const connection = await database.connect();
      await connection.run(
        `COPY (SELECT ${cell} AS id, ${cell} AS bucket, [${cell}] AS history) TO '${file}' (FORMAT parquet)`,
      );
      connection.closeSync();
      database.closeSync();
    }
  }
  return file;
}

/** What training makes of a file: the fitted spec, as the package has it, and the first row of the matrix. */
async function train(file: string): Promise<{ spec: FeatureSpec; row: number[] }> {
  const { columns, rowCount } = await readColumns(file, { features: columnRequests(FEATURES), targets: [] });
  const spec = fitFeatures(FEATURES, columns, Uint32Array.of(0), { standardise: false });
  const meta = formatFeatureMeta({
    ...{ spec, labelColumn: 'label', modelVersion: 'v1', modelType: 'test', createdAt: '2026-11-25' },
  });
  const row = [...encodeColumns(spec, columns, rowCount).subarray(0, 4)];
  return { spec: parseFeatureMeta(meta, null).spec, row };
}

const cases = [THREE, MILLION, HUGE, FAR, TRUE, PADDED].flatMap(meant =>
  meant.written.map((written, i) => ({
    meant,
    written,
    title: `${meant.value}, ${written.slice(0, 2).join(' in ')}`,
    i,
  })),
);

test('there are many forms', () => expect(cases.length).toBeGreaterThan(30));

test.each(cases)('$title: trained as it is served, whatever sends it', async ({ meant, written, i }) => {
  const { spec, row } = await train(await writeFile(written, `${meant.value}-${i}`));
  expect(spec.features.map(feature => (feature.kind === 'numeric' ? null : feature.coding))).toMatchObject([
    { values: [meant.value] },
    { buckets: 1_000_000 },
    { values: [meant.value] },
  ]);
  expect(row[0]).toBe(1);
  const encoder = new RowEncoder(spec);
  for (const form of meant.sent) {
    const sent: unknown = JSON.parse(`{"id":${form},"bucket":${form},"history":[${form}]}`);
    const { values, missing, unknown } = encoder.encode([sent], 'data');
    expect({ form, values: [...values], missing, unknown }).toEqual({
      form,
      values: row,
      missing: null,
      unknown: null,
    });
  }
});

test.each([
  ['csv', '', 'NA', 'N/A', '#N/A', '<NA>', 'NULL', 'null', 'nan', 'NaN', 'None', '\\N', '" "'],
  ['tsv', '', 'n/a', 'NONE', '\\N'],
  ['jsonl', 'null', '""', '"NA"', '"null"', '"\\\\N"', '" "'],
])('gaps of %s are missing for every kind, in training and in serving', async (extension, ...cells) => {
  const features = [
    { name: 'age', default: 7 },
    { name: 'c', kind: 'categorical', default: 'x' },
  ];
  const { spec } = parseFeatureFile(JSON.stringify({ features }), 'features.json');
  const separator = extension === 'tsv' ? '\t' : ',';
  const lines =
    extension === 'jsonl'
      ? cells.map(cell => `{"age":${cell},"c":${cell}}`)
      : [`age${separator}c`, ...cells.map(cell => `${cell}${separator}${cell}`)];
  const file = path.join(folder, `gaps.${extension}`);
  writeFileSync(file, `${lines.join('\n')}\n`);
  const { columns, rowCount, missing } = await readColumns(file, {
    features: columnRequests(spec),
    targets: [],
  });
  expect([rowCount, missing.get('age'), missing.get('c')]).toEqual([
    cells.length,
    cells.length,
    cells.length,
  ]);
  const fitted = fitFeatures(spec, columns, Uint32Array.from(cells.keys()), { standardise: false });
  expect([...encodeColumns(fitted, columns, rowCount)]).toEqual(cells.flatMap(() => [7, 1]));
  const encoder = new RowEncoder(fitted);
  for (const cell of cells) {
    const sent: unknown = extension === 'jsonl' ? JSON.parse(cell) : cell.replaceAll('"', '');
    const isBlank = typeof sent === 'string' && sent.trim() === '';
    // By the protocol a blank text is no number at all; NaN is an invalid one, which takes the default all the same.
    expect([...encoder.encode([[isBlank ? null : sent, sent]], 'data').values]).toEqual([7, 1]);
  }
});
