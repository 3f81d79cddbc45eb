import { ColumnTally } from './column-tally';
import { labelledBins } from './labelled-bins';

test('numbers are told by their ranges, without those that nobody has', () => {
  const like = { edges: [1, 2.5], counts: [4, 4, 0], missing: 0 };
  const tally = new ColumnTally(like);
  expect(tally.take({ kind: 'numeric', values: Float32Array.of(9, 1, 2, NaN, 2) }, [1, 2, 3, 4])).toBe(true);
  expect(labelledBins(like, tally.histogram())).toEqual([
    { label: '≤ 1', reference: 0.5, current: 0.25 },
    { label: '≤ 2.5', reference: 0.5, current: 0.5 },
    { label: 'missing', reference: 0, current: 0.25 },
  ]);
  expect(tally.take({ kind: 'category', codes: Int32Array.of(0), values: ['Oslo'] }, [0])).toBe(false);
});

test('categories are told by their values, and sequences by the last one', () => {
  const like = { values: ['Oslo', 'Lima'], counts: [3, 1], others: 0, missing: 0 };
  const tally = new ColumnTally(like);
  const values = ['Lima', 'Rome'];
  tally.take({ kind: 'category', codes: Int32Array.of(0, 1, -1), values }, [0, 1, 2]);
  tally.take({ kind: 'sequence', codes: Int32Array.of(1, 0), offsets: Uint32Array.of(0, 2), values }, [0]);
  expect(labelledBins(like, tally.histogram())).toEqual([
    { label: 'Oslo', reference: 0.75, current: 0 },
    { label: 'Lima', reference: 0.25, current: 0.5 },
    { label: 'others', reference: 0, current: 0.25 },
    { label: 'missing', reference: 0, current: 0.25 },
  ]);
  expect(tally.take({ kind: 'numeric', values: Float32Array.of(1) }, [0])).toBe(false);
});
