import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { readLines } from './read-lines';
import { temporaryFiles } from './testing/temporary-files';

const files = temporaryFiles();

async function linesOf(content: string | Uint8Array, options = {}): Promise<string[]> {
  const lines: string[] = [];
  const path = await files.write('corpus.txt', content);
  await readLines(path, options, some => void lines.push(...some));
  return lines;
}

test('lines come without their ends, whatever these are, blank ones too', async () => {
  expect(await linesOf('a b\n\nc\r\nd\re')).toEqual(['a b', '', 'c', 'd', 'e']);
  expect(await linesOf('a\n')).toEqual(['a']);
  expect(await linesOf('a\r')).toEqual(['a']);
  expect(await linesOf('\n')).toEqual(['']);
});

test('lines are counted, and those of many blocks come whole', async () => {
  const written = Array.from({ length: 100_000 }, (_, i) => `line ${i} 商品 🦊`);
  const path = await files.write('large.txt', written.join('\r\n'));
  const lines: string[] = [];
  expect(await readLines(path, {}, some => void lines.push(...some))).toBe(100_000);
  expect(lines).toEqual(written);
});

test('a text may be packed, and in another encoding', async () => {
  expect(await linesOf(gzipSync('a b\nc'))).toEqual(['a b', 'c']);
  expect(await linesOf(Buffer.from('\ufeff商 品\nc', 'utf16le'))).toEqual(['商 品', 'c']);
  expect(await linesOf(Buffer.of(0xc9, 0xcc, 0x0a, 0xc6, 0xb7), { encoding: 'gbk' })).toEqual(['商', '品']);
  expect(await linesOf('\ufeffa')).toEqual(['a']);
});

test('a long line comes in parts that end before white space, and is one line', async () => {
  const path = await files.write('long.txt', 'aa bb cc dddddddd e\nf');
  const lines: string[] = [];
  expect(await readLines(path, { longest: 6 }, some => void lines.push(...some))).toBe(2);
  expect(lines).toEqual(['aa bb', ' cc', ' ddddd', 'ddd e', 'f']);
});

test('a line of many blocks without an end is not kept whole', async () => {
  const words = Array.from({ length: 200_000 }, (_, i) => `w${i}`);
  const lines = await linesOf(words.join(' '));
  expect(lines.length).toBeGreaterThan(10);
  expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(65_536);
  expect(lines.join('').trim().split(/ +/)).toEqual(words);
});

test.each([
  ['', 'the file is empty. Expected a sentence a line.'],
  ['PAR1\0\0', 'this is a Parquet file, where plain text is expected, a sentence a line.'],
  [
    '{"a": 1}\n{"a": 2}\n',
    'this is a table of JSON objects, where plain text is expected, a sentence a line.',
  ],
  ['[{"a": 1}]', 'this is a table of JSON objects, where plain text is expected, a sentence a line.'],
  [Buffer.from('PK\x03\x04rest', 'latin1'), 'this is a zip archive, which cannot be read as text.'],
  [
    Buffer.from('a\nb\xe9\n', 'latin1'),
    'line 2: the text is not UTF-8. Name its encoding with --encoding, or save the file as UTF-8.',
  ],
  [gzipSync('a b c').subarray(0, 20), 'this is not a whole gzip file'],
])('%j is refused', async (content, problem) => {
  await expect(linesOf(content)).rejects.toThrow(problem);
});

test('a file that is not there is told', async () => {
  await expect(readLines(files.path('none.txt'), {}, () => undefined)).rejects.toThrow('no such file');
});

test('of a folder or a pattern, the lines of all files come in the order of their names', async () => {
  const folder = files.path('texts');
  await mkdir(folder);
  await files.write('texts/b.txt', 'c\nd');
  await files.write('texts/a.txt.gz', gzipSync('a\nb\n'));
  await files.write('texts/_notes.txt', 'left out');
  for (const text of [folder, path.join(folder, '[ab].*')]) {
    const lines: string[] = [];
    expect(await readLines(text, {}, some => void lines.push(...some))).toBe(4);
    expect(lines).toEqual(['a', 'b', 'c', 'd']);
  }
});

test('a file that is refused is called as the user called it', async () => {
  const empty = await files.write('cached', '');
  await expect(readLines(empty, { shownAs: 's3://bucket/corpus.txt' }, () => undefined)).rejects.toThrow(
    's3://bucket/corpus.txt: the file is empty. Expected a sentence a line.',
  );
});
