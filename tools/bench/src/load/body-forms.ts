import { gzipSync } from 'node:zlib';
import { featureRows, rowObject } from '../feature-rows';

/** A request body as a careless or a hostile client may send it, within the default limits. */
export interface BodyForm {
  readonly name: string;
  readonly body: Buffer;
  readonly encoding: 'gzip' | null;
}

const ROW_COUNT = 50_000;
const SEED = 1;
/** What is left of the limit of 16 MiB for the rest of the request. */
const LONG_BYTES = 16 * 1024 * 1024 - 100;

/** The forms, made one at a time: together they would take hundreds of megabytes. */
export const BODY_FORMS: readonly (() => BodyForm)[] = [
  () => rowsForm('50,000 plain objects', row => row),
  () => rowsForm('50,000 arrays', row => Object.values(row)),
  () => rowsForm('50,000 objects, numbers as texts', row => mapped(row, String)),
  () =>
    rowsForm('50,000 objects, one null', (row, i) => (i === ROW_COUNT / 2 ? mapped(row, () => null) : row)),
  () =>
    rowsForm('50,000 objects, nested unknown value', row => ({ ...row, context: { a: [1, { b: 'c' }] } })),
  () => rowsForm('50,000 objects, a key twice', row => JSON.stringify(row).replace('{', '{"item_ctr":0,')),
  () => rowsForm('50,000 times null', () => null),
  () => textForm('16 MB unknown: nested arrays', `{"x":[${filled('[[]],', LONG_BYTES)}[]],"data":[{}]}`),
  () => {
    const { name, body } = textForm('', `{"x":[${filled('[[]],', LONG_BYTES)}[]],"data":[{}]}`);
    return { name: `gzip of ${name}the same`, body: gzipSync(body), encoding: 'gzip' };
  },
  () => textForm('16 MB of [[[[', filled('[', LONG_BYTES)),
  () => textForm('16 MB of nested objects under data', `{"data":${filled('{"a":', LONG_BYTES)}`),
  () => textForm('16 MB of rows that are none', `{"data":[${filled('1,', LONG_BYTES)}1]}`),
  () => textForm('16 MB of empty rows', `{"data":[${filled('{},', LONG_BYTES)}{}]}`),
  () => textForm('one row of 1,000,000 unknown keys', manyKeys()),
  () => textForm('one text of 16 MB', `{"data":[{"item_ctr":"${filled('a', LONG_BYTES)}"}]}`),
  () => textForm('one text of 16 MB of escapes', `{"data":[{"item_ctr":"${filled('\\n', LONG_BYTES)}"}]}`),
  () => textForm('one number of 16 MB', `{"data":[{"item_ctr":${filled('9', LONG_BYTES)}}]}`),
  () => textForm('16 MB of space', `{"data":[{}]${filled(' ', LONG_BYTES)}}`),
];

function rowsForm(name: string, change: (row: Record<string, number>, index: number) => unknown): BodyForm {
  const rows = featureRows(ROW_COUNT, SEED);
  const texts = Array.from({ length: ROW_COUNT }, (_, i) => {
    const changed = change(rowObject(rows, i), i);
    return typeof changed === 'string' ? changed : JSON.stringify(changed);
  });
  return textForm(name, `{"data":[${texts.join(',')}]}`);
}

function textForm(name: string, text: string): BodyForm {
  return { name, body: Buffer.from(text), encoding: null };
}

function mapped(row: Record<string, number>, change: (value: number) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, change(value)]));
}

function manyKeys(): string {
  return `{"data":[{${Array.from({ length: 1_000_000 }, (_, i) => `"k${i}":1`).join(',')}}]}`;
}

/** The text as often as it goes into so many characters. */
function filled(text: string, characters: number): string {
  return text.repeat(Math.floor(characters / text.length));
}
