import { temporaryFiles } from '../testing/temporary-files';
import { plainChunks, NotPlain } from './plain-chunks';
import { PlainBlocks } from './plain-blocks';
import type { PlainFile } from './plain-file';

const files = temporaryFiles();

/** A number, a text that is passed over, and a text, in blocks that are much smaller than they usually are. */
async function plainFile(
  content: string | Buffer,
  more: Partial<PlainFile['shape']> = {},
): Promise<PlainFile> {
  const bytes = Buffer.concat([Buffer.from('n,x,t\n'), Buffer.from(content)]);
  return {
    path: await files.write('plain.csv', bytes),
    headerBytes: 6,
    bytes: bytes.length,
    words: [{ texts: ['na'], numbers: [-1] }, undefined, undefined],
    shape: {
      columns: ['numbers', 'passed', 'texts'],
      separator: ','.charCodeAt(0),
      endsInCr: false,
      blockBytes: 64,
      overlapBytes: 256,
      slots: 2,
      ...more,
    },
  };
}

/** What is read, and whether that is all. */
async function read(file: PlainFile, threadsFromBytes: number) {
  const blocks = new PlainBlocks(threadsFromBytes);
  const rows: [number, string | null][] = [];
  try {
    for await (const chunk of plainChunks(blocks, { file, columns: [0, 2] })) {
      const numbers = chunk.numbers(0);
      for (let row = 0; row < chunk.rowCount; row++) rows.push([numbers[row], chunk.text(1, row)]);
    }
    return { rows, isWhole: true };
  } catch (error) {
    if (!(error instanceof NotPlain)) throw error;
    return { rows, isWhole: false };
  } finally {
    await blocks.close();
  }
}

const WAYS = [
  ['here', Infinity],
  ['in threads', 0],
] as const;

describe.each(WAYS)('%s', (_, threadsFromBytes) => {
  test('blocks give all lines in their order, wherever a block ends', async () => {
    const rows = Array.from({ length: 5_000 }, (_row, i) => [i / 8, `t${'x'.repeat(i % 90)}${i}`] as const);
    const lines = rows.map(([number, text]) => `${number},passed,${text}`);
    for (const end of ['', '\n', '\n\n']) {
      const found = await read(await plainFile(lines.join('\n') + end), threadsFromBytes);
      expect(found).toEqual({ rows, isWhole: true });
    }
  });

  test('lines may end in CR and LF', async () => {
    const file = await plainFile(`${'1,,a\r\n2,,b\r\n\r\n'.repeat(40)}3,,c`, { endsInCr: true });
    const { rows, isWhole } = await read(file, threadsFromBytes);
    expect(isWhole).toBe(true);
    expect(rows.slice(0, 3)).toEqual([
      [1, 'a'],
      [2, 'b'],
      [1, 'a'],
    ]);
  });

  test.each([
    ['a quote', '5,"x",a'],
    ['a cell too few', '5,x'],
    ['a cell too many', '5,x,a,'],
    ['a word that is no number', 'five,x,a'],
    ['a number that readers do not agree on', '+5,x,a'],
    ['a number beyond all', '1e999,x,a'],
    ['a line of another kind', '5,x,a\r'],
    ['a zero', '5,\0,a'],
    ['a line that is very long', `5,${'x'.repeat(500)},a`],
  ])('rows end before %s', async (_what, line) => {
    const before = Array.from({ length: 100 }, (_row, i) => `${i},x,a\n`).join('');
    const { rows, isWhole } = await read(await plainFile(`${before}${line}\n6,x,b\n`), threadsFromBytes);
    expect(isWhole).toBe(false);
    expect(rows).toEqual(Array.from({ length: 100 }, (_row, i) => [i, 'a']));
  });

  test('rows end before a block with bytes that are not UTF-8', async () => {
    const file = await plainFile(Buffer.from(`${'1,x,\u00fc\n'.repeat(50)}1,x,\u00fc\n`, 'latin1'));
    expect(await read(file, threadsFromBytes)).toEqual({ rows: [], isWhole: false });
  });
});

test('words and numbers that mean a gap are none, and empty cells', async () => {
  const file = await plainFile('NA,,\n na ,,\n,,\n-1,,\n-1.0,,\nnan,,\nTrue,,\nfalse,,\n-0,,\n007,,\n');
  const { rows, isWhole } = await read(file, Infinity);
  expect(isWhole).toBe(true);
  expect(rows.map(([number]) => number)).toEqual([NaN, NaN, NaN, NaN, NaN, Infinity, 1, 0, -0, 7]);
});

test('a file that is not there any more, or shorter than it was, is not plain', async () => {
  const file = await plainFile('1,x,a\n'.repeat(100));
  expect(await read({ ...file, path: files.path('absent.csv') }, Infinity)).toEqual({
    rows: [],
    isWhole: false,
  });
  const { rows, isWhole } = await read({ ...file, bytes: file.bytes + 1 }, Infinity);
  expect(isWhole).toBe(false);
  expect(rows.length).toBeLessThan(100);
});

test('a file can be left before its end, and another one be read', async () => {
  const blocks = new PlainBlocks(0);
  for (const number of [1, 2]) {
    const file = await plainFile(`${number},x,a\n`.repeat(1_000));
    for await (const chunk of plainChunks(blocks, { file, columns: [0] })) {
      expect(chunk.numbers(0)[0]).toBe(number);
      break;
    }
  }
  await blocks.close();
});
