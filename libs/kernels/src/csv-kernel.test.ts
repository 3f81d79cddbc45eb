import fc from 'fast-check';
import { CsvKernel, type CsvShape } from './csv-kernel';

const SHAPE: CsvShape = {
  columns: ['numbers', 'texts'],
  separator: ','.charCodeAt(0),
  endsInCr: false,
  blockBytes: 4_096,
  overlapBytes: 256,
  slots: 2,
};

/** What the second slot holds of a text that is read there. */
function scan(text: string, shape: CsvShape = SHAPE) {
  const kernel = new CsvKernel(shape);
  const bytes = Buffer.from(kernel.buffer);
  const at = kernel.slots.inputAt(1);
  const length = bytes.write(text, at);
  kernel.endInput(at + length);
  const rows = kernel.scan(1, at, at + length, 0);
  const unread: unknown[] = [];
  const refused = kernel.readUnread((row, column, start, end) => {
    unread.push([row, column, bytes.toString('utf8', start, end)]);
    return true;
  });
  const { starts, ends, wholes } = kernel.slots.texts(kernel.buffer, 1, 1);
  return {
    rows,
    end: kernel.end,
    rest: bytes.toString('utf8', kernel.position, at + length),
    numbers: [...kernel.slots.numbers(kernel.buffer, 1, 0).subarray(0, rows)],
    texts: Array.from({ length: rows }, (_, row) => bytes.toString('utf8', starts[row], ends[row])),
    wholes: [...wholes.subarray(0, rows)],
    unread,
    refused,
  };
}

test('cells are numbers and texts, and empty ones neither', () => {
  expect(scan('1.5,a\n-2e3,\n,"c\n')).toEqual({
    rows: 2,
    end: 'not plain',
    rest: ',"c\n',
    numbers: [1.5, -2000],
    texts: ['a', ''],
    wholes: [-1, -1],
    unread: [],
    refused: -1,
  });
  expect(scan(',a\n\n,b\n')).toMatchObject({ rows: 2, end: 'read', numbers: [NaN, NaN], texts: ['a', 'b'] });
});

test('texts that write a whole number of few digits are told with it', () => {
  const texts = ['0', '7', '1234567', '12345678', '07', '', '-7', '7.0', '7a', ':', '/', '9999999'];
  expect(scan(texts.map(text => `1,${text}\n`).join(''))).toMatchObject({
    texts,
    wholes: [0, 7, 1_234_567, -1, -1, -1, -1, -1, -1, -1, -1, 9_999_999],
  });
});

test('a number is the nearest double, or it is left unread', () => {
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.float({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(value => value.toFixed(4)),
    fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map(String),
  );
  fc.assert(
    fc.property(fc.array(number, { maxLength: 50 }), cells => {
      const { rows, numbers, unread } = scan(cells.map(cell => `${cell},x\n`).join(''));
      expect(rows).toBe(cells.length);
      const left = cells.flatMap((cell, row) => (Number.isNaN(numbers[row]) ? [[row, 0, cell]] : []));
      expect(unread).toEqual(left);
      cells.forEach((cell, row) => {
        if (!Number.isNaN(numbers[row])) expect(numbers[row]).toBe(Number(cell));
      });
    }),
  );
});

test.each(['NA', ' 1', '+1', '1.', '.5', '1e', '007', '1x', '1e23', '12345678901234567890', '\u00fc', 'a b'])(
  'a cell with %j is left unread',
  cell => {
    expect(scan(`1,a\n${cell},b\n3,c\n`)).toMatchObject({
      rows: 3,
      end: 'read',
      numbers: [1, NaN, 3],
      unread: [[1, 0, cell]],
    });
  },
);

test.each(['1\n', '1,2,3\n', '1,"2"\n', '1,2\r\n', '1,\0\n', '1,2', '\r\n'])('%j is not plain', line => {
  expect(scan(`0,a\nx,b\n${line}2,b\n`)).toMatchObject({ rows: 2, end: 'not plain', unread: [[1, 0, 'x']] });
});

test('of one column a blank line may be a row, so it is not plain', () => {
  expect(scan('1\n2\n\n', { ...SHAPE, columns: ['numbers'] })).toMatchObject({ rows: 2, end: 'not plain' });
});

test('lines may end in CR and LF', () => {
  const shape = { ...SHAPE, endsInCr: true };
  expect(scan('1,a\r\n\r\n2,b\r\n', shape)).toMatchObject({ rows: 2, end: 'read', texts: ['a', 'b'] });
  expect(scan('1,a\r\n2,b\n', shape)).toMatchObject({ rows: 1, end: 'not plain' });
  expect(scan('1,a\r\n2,b\r3,c\r\n', shape)).toMatchObject({ rows: 1, end: 'not plain' });
});

test('many unread cells are read in several turns, and reading ends at one that cannot be', () => {
  const kernel = new CsvKernel({ ...SHAPE, blockBytes: 65_536, columns: ['numbers'] });
  const bytes = Buffer.from(kernel.buffer);
  const at = kernel.slots.inputAt(0);
  const length = bytes.write('x\n'.repeat(10_000), at);
  kernel.endInput(at + length);
  let rows = 0;
  let turns = 0;
  do {
    rows = kernel.scan(0, turns === 0 ? at : kernel.position, at + length, rows);
    const before = kernel.slots.unreadRoom;
    expect(kernel.readUnread(() => true)).toBe(-1);
    expect(rows).toBeLessThanOrEqual(++turns * before);
  } while (kernel.end === 'full');
  expect(rows).toBe(10_000);
  expect(turns).toBe(3);
  expect(kernel.readUnread(row => row < 9_000)).toBe(9_000);
});
