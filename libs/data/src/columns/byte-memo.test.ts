import fc from 'fast-check';
import { ByteMemo } from './byte-memo';

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 12 }),
  // Of few bytes, of which many are the same and many differ in their length alone.
  fc.uint8Array({ maxLength: 10, max: 1 }),
  fc
    .tuple(fc.constantFrom('', '0', '-', '00000'), fc.nat(50_000))
    .map(([before, number]) => Uint8Array.from(Buffer.from(`${before}${number}`))),
  // Close together, as ids are that are listed by what they write.
  fc.nat(40).map(number => Uint8Array.from(Buffer.from(String(number)))),
);

function wholeNumberOf(text: string): number {
  return /^(0|[1-9]\d{0,6})$/.test(text) ? Number(text) : -1;
}

function memoOf(): { memo: ByteMemo; computed: string[] } {
  const computed: string[] = [];
  const memo = new ByteMemo((all, start, end) => {
    computed.push(Buffer.from(all.subarray(start, end)).toString('hex'));
    return computed.length - 1;
  });
  return { memo, computed };
}

test('each byte string has a number of its own, one by one and many at once', () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 60 }), texts => {
      const all = Buffer.concat(texts);
      let end = 0;
      const ends = Uint32Array.from(texts, ({ length }) => (end += length));
      const starts = Uint32Array.from(ends, (at, i) => at - texts[i].length);
      const names = texts.map(text => Buffer.from(text).toString('hex'));
      const distinct = [...new Set(names)];
      const expected = names.map(name => distinct.indexOf(name));

      const atOnce = memoOf();
      const numbers = new Int32Array(texts.length + 1);
      // Whole numbers are listed as they come, and found there by the next ones.
      const wholes = Int32Array.from(texts, text => wholeNumberOf(Buffer.from(text).toString()));
      const cells = { count: texts.length, bytes: all, starts, ends };
      for (const given of [{ ...cells, wholes }, cells, { ...cells, wholes }]) {
        numbers.fill(-7);
        atOnce.memo.getAll(given, numbers, 1);
        expect([...numbers.subarray(1)]).toEqual(expected);
      }
      expect(atOnce.computed).toEqual(distinct);

      const single = memoOf();
      expect(texts.map((_, i) => single.memo.get(all, starts[i], ends[i]))).toEqual(expected);
      expect(single.computed).toEqual(distinct);
    }),
  );
});

test('a hundred thousand keys, short and long, are all found again', () => {
  const { memo, computed } = memoOf();
  const keys = Array.from({ length: 100_000 }, (_, i) =>
    Buffer.from(`${i}${i % 3 === 0 ? ' and more' : ''}`),
  );
  const numbers = keys.map(key => memo.get(key, 0, key.length));
  expect(keys.every((key, i) => memo.get(key, 0, key.length) === numbers[i])).toBe(true);
  expect(computed).toHaveLength(keys.length);
});

test('what is computed may be remembered by another key', () => {
  const memo: ByteMemo = new ByteMemo((all, start, end) => {
    const text = Buffer.from(all.subarray(start, end)).toString();
    const short = Buffer.from(text.replace(/\.0$/, ''));
    return short.length < text.length ? memo.get(short, 0, short.length) : Number(text);
  });
  for (let i = 0; i < 5_000; i++) {
    const key = Buffer.from(`${i}.0`);
    expect(memo.get(key, 0, key.length)).toBe(i);
    expect(memo.get(Buffer.from(String(i)), 0, String(i).length)).toBe(i);
  }
});
