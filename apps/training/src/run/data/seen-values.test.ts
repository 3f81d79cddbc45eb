import type { RawColumn } from '@reckit/data';
import { seenValues } from './seen-values';

test('of numbers the share that is missing and the range, of others the share', () => {
  const columns = new Map<string, RawColumn>([
    ['ctr', { kind: 'numeric', values: Float32Array.of(0.1, NaN, 0.3, -2) }],
    ['city', { kind: 'category', codes: Int32Array.of(0, -1, -1, 0), values: ['Oslo'] }],
    [
      'history',
      { kind: 'sequence', offsets: Uint32Array.of(0, 1, 1, 1, 1), codes: Int32Array.of(0), values: ['a'] },
    ],
  ]);
  const missing = new Map([
    ['ctr', 1],
    ['city', 2],
    ['history', 3],
  ]);
  expect(seenValues({ columns, missing, rowCount: 4 })).toEqual(
    new Map([
      ['ctr', { missingShare: 0.25, range: { min: -2, max: 0.3 } }],
      ['city', { missingShare: 0.5, range: null }],
      ['history', { missingShare: 0.75, range: null }],
    ]),
  );
});

test('numbers are the shortest that mean the same float32', () => {
  const values = Float32Array.of(0.1, 16_777_217, 1 / 3);
  const columns = new Map<string, RawColumn>([['x', { kind: 'numeric', values }]]);
  const { range } = seenValues({ columns, missing: new Map(), rowCount: 3 }).get('x') ?? { range: null };
  expect(range).toEqual({ min: 0.1, max: 16_777_216 });
});

test('a column without a number has no range', () => {
  const columns = new Map<string, RawColumn>([['x', { kind: 'numeric', values: Float32Array.of(NaN, NaN) }]]);
  expect(seenValues({ columns, missing: new Map([['x', 2]]), rowCount: 2 }).get('x')).toEqual({
    missingShare: 1,
    range: null,
  });
});
