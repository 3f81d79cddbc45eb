import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { DataError } from '../errors';
import { readTable, textValues } from '../read-table';
import { sqlText, withDuckDb } from '../sources/duckdb';
import { temporaryFiles } from '../testing/temporary-files';

const files = temporaryFiles();

const CSV = 'item,price\n书,1.5\n"a,b",2\n';
const LINES = '{"item":"书","price":1.5}\n{"item":"a,b","price":2}\n';

/** The items of a file, or the message with which it is refused. */
async function itemsOf(path: string, encoding?: string): Promise<readonly (string | null)[] | string> {
  const request = { columns: [{ name: 'item', kind: 'text' }] as const, ...(encoding && { encoding }) };
  try {
    return textValues(await readTable(path, request), 'item');
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return error.message.replace(path, 'FILE');
  }
}

/** Text packed by zstd as DuckDB packs it, several files one behind the other. */
async function zstd(...texts: readonly string[]): Promise<Buffer> {
  const { readFile } = await import('node:fs/promises');
  const packed = [];
  for (const text of texts) {
    const path = files.path('packed.zst');
    const rows = text.trimEnd().split('\n').map(sqlText).join('), (');
    await withDuckDb(connection =>
      connection.run(
        `COPY (SELECT * FROM (VALUES (${rows}))) TO ${sqlText(path)} ` +
          `(FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIM '\x01', COMPRESSION zstd)`,
      ),
    );
    packed.push(await readFile(path));
  }
  return Buffer.concat(packed);
}

const utf16le = (text: string) => Buffer.from(text, 'utf16le');
const utf16be = (text: string) => utf16le(text).swap16();
const GBK = Buffer.from('item,price\n\xca\xe9,1.5\n"a,b",2\n', 'latin1');

/** `CSV` as the program zstd packs it. */
const CHECKSUMMED = 'KLUv/QRY2QAAaXRlbSxwcmljZQrkuaYsMS41CiJhLGIiLDIK/p4mKA==';

describe('is recognised by its bytes, whatever its name', () => {
  test.each<[string, string, () => Uint8Array | string | Promise<Uint8Array>]>([
    ['plain under a packed name', 'a.csv.gz', () => CSV],
    ['gzip', 'a.csv', () => gzipSync(CSV)],
    ['gzip under the name of zstd', 'a.csv.zst', () => gzipSync(CSV)],
    [
      'gzip of several members',
      'a.csv.gz',
      () => Buffer.concat([gzipSync(CSV.slice(0, 20)), gzipSync(CSV.slice(20))]),
    ],
    ['zstd', 'a.csv', () => zstd(CSV)],
    ['zstd of several frames', 'a.csv.zst', () => zstd('item,price\n书,1.5\n', '"a,b",2\n')],
    ['zstd with a checksum', 'a.csv', () => Buffer.from(CHECKSUMMED, 'base64')],
    ['zstd of JSON lines', 'a.jsonl', () => zstd(LINES)],
    ['UTF-8 with a mark', 'a.csv', () => `\ufeff${CSV}`],
    ['JSON lines with a mark', 'a.jsonl', () => `\ufeff${LINES}`],
    ['UTF-16LE with a mark', 'a.csv', () => utf16le(`\ufeff${CSV}`)],
    ['UTF-16BE with a mark', 'a.csv', () => utf16be(`\ufeff${CSV}`)],
    ['UTF-16LE without one', 'a.csv', () => utf16le(CSV)],
    ['UTF-16BE without one', 'a.csv', () => utf16be(CSV)],
    ['UTF-16 packed by gzip', 'a.csv', () => gzipSync(utf16le(`\ufeff${CSV}`))],
    ['JSON lines in UTF-16', 'a.jsonl', () => utf16le(`\ufeff${LINES}`)],
    ['JSON lines under another name', 'a.csv', () => LINES],
    ['a list of JSON as lines', 'a.jsonl', () => `[${LINES.trim().replace('\n', ',')}]`],
    ['text without extension', 'part-00000', () => CSV],
    ['line ends of the old Mac', 'a.csv', () => CSV.replaceAll('\n', '\r')],
  ])('%s', async (_, name, content) => {
    const path = await files.write(name, await content());
    expect(await itemsOf(path)).toEqual(['书', 'a,b']);
  });

  test('Parquet, packed or not', async () => {
    const path = files.path('table.csv');
    await withDuckDb(connection =>
      connection.run(`COPY (SELECT '书' AS item) TO ${sqlText(path)} (FORMAT parquet)`),
    );
    const { readFile } = await import('node:fs/promises');
    expect(await itemsOf(path)).toEqual(['书']);
    expect(await itemsOf(await files.write('table.json', gzipSync(await readFile(path))))).toEqual(['书']);
  });
});

describe('an encoding that is stated', () => {
  test.each([
    ['gbk', GBK],
    ['GB2312', GBK],
    ['gb18030', GBK],
    ['gbk', gzipSync(GBK)],
    ['utf-16', utf16be(CSV)],
    ['utf-16le', utf16le(CSV)],
    ['utf-8', Buffer.from(CSV)],
    // A byte order mark is certain.
    ['gbk', utf16le(`\ufeff${CSV}`)],
    ['gbk', Buffer.from(`\ufeff${CSV}`)],
  ])('%s is read by it', async (encoding, content) => {
    expect(await itemsOf(await files.write('stated.csv', content), encoding)).toEqual(['书', 'a,b']);
  });

  test.each([
    ['gbk', Buffer.from('item,price\na,1\nb\xff\xff,2\n', 'latin1'), 'FILE: line 3: the text is not GBK.'],
    ['utf-16', Buffer.concat([utf16le(CSV), Buffer.of(1)]), 'FILE: line 4: the text is not UTF-16LE.'],
    ['klingon', Buffer.from(CSV), 'klingon: no encoding of text that can be read here.'],
  ])('%s is refused for other text', async (encoding, content, message) => {
    expect(await itemsOf(await files.write('other.csv', content), encoding)).toContain(message);
  });
});

/** Cells that a separated file holds without quotes, in the characters of an encoding. */
const cellOf = (character: fc.Arbitrary<string>) =>
  fc.string({ unit: character, minLength: 1, maxLength: 12 }).filter(cell => cell === cell.trim());

test('any cells of any script come back from UTF-16', async () => {
  const characters = fc
    .integer({ min: 0x21, max: 0x10ffff })
    .filter(code => !(code >= 0xd800 && code < 0xe000) && code !== 0xfffd && code !== 0xfeff)
    .map(code => String.fromCodePoint(code));
  await fc.assert(
    fc.asyncProperty(
      fc.array(cellOf(characters), { minLength: 1, maxLength: 20 }),
      fc.constantFrom(utf16le, utf16be),
      async (cells, encode) => {
        const rows = cells.map(cell => `"${cell.replaceAll('"', '""')}",1\n`).join('');
        const path = await files.write('any.csv', encode(`\ufeffitem,price\n${rows}`));
        expect(await itemsOf(path)).toEqual(cells);
      },
    ),
    { numRuns: 50 },
  );
});

test('any Chinese cells come back from GBK', async () => {
  const decoder = new TextDecoder('gbk', { fatal: true });
  // Two bytes a character, the second of which may be that of a letter, a quote or a separator of ASCII.
  const pair = fc
    .tuple(fc.integer({ min: 0x81, max: 0xfe }), fc.integer({ min: 0x40, max: 0xfe }))
    .filter(([, trail]) => trail !== 0x7f)
    .map(bytes => Buffer.from(bytes))
    .filter(bytes => {
      try {
        return /^\p{Script=Han}$/u.test(decoder.decode(bytes));
      } catch {
        return false;
      }
    });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(pair, { minLength: 1, maxLength: 40_000 }), {
        minLength: 1,
        maxLength: 20,
        size: 'max',
      }),
      async cells => {
        const bytes = cells.map(pairs => Buffer.concat(pairs));
        const rows = bytes.flatMap(cell => [cell, Buffer.from('|1\n')]);
        const path = await files.write('any.csv', Buffer.concat([Buffer.from('item|price\n'), ...rows]));
        expect(await itemsOf(path, 'gbk')).toEqual(bytes.map(cell => decoder.decode(cell)));
      },
    ),
    { numRuns: 10 },
  );
});

test.each([
  ['gzip', () => gzipSync(CSV.repeat(3000)), 0.5],
  ['gzip without its checksum', () => gzipSync(CSV), 1],
  ['zstd', () => zstd(CSV.repeat(3000)), 0.5],
])('%s that is cut off is refused, even where what is left looks whole', async (kind, content, kept) => {
  const whole = await content();
  const length = kept === 1 ? whole.length - 4 : Math.floor(whole.length * kept);
  const path = await files.write('cut.csv', whole.subarray(0, length));
  expect(await itemsOf(path)).toBe(
    `FILE: this is not a whole ${kind.split(' ')[0]} file: its data are damaged or cut off. Write or copy it again.`,
  );
});

test('gzip with a wrong byte is refused', async () => {
  const packed = gzipSync(CSV, { level: 0 });
  packed[30] ^= 1;
  expect(await itemsOf(await files.write('damaged.csv', packed))).toMatch(
    /^FILE: this is not a whole gzip file/,
  );
});

test('what was copied to be read is gone afterwards, and after a refusal', async () => {
  const good = await files.write('gone.csv', utf16le(CSV));
  const refused = await files.write('refused.csv', utf16le('other,price\na,1\n'));
  // A folder of its own: others copy files meanwhile, too.
  const folder = mkdtempSync(path.join(tmpdir(), 'reckit-data-'));
  const { TMPDIR: usual } = process.env;
  process.env['TMPDIR'] = folder;
  try {
    await itemsOf(good);
    await itemsOf(refused);
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    if (usual === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = usual;
    rmSync(folder, { recursive: true });
  }
});
