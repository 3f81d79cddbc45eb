import { RowEncoder, type FeatureSpec } from '@reckit/features';
import { UnknownShare } from './unknown-share';

const coding = { kind: 'vocabulary', minCount: 1, values: ['known'] } as const;
const SPEC: FeatureSpec = {
  features: [
    { kind: 'numeric', name: 'age', default: 0 },
    { kind: 'categorical', name: 'user', coding, default: null },
    { kind: 'categorical', name: 'item', coding, default: null },
  ],
  rawPrecision: 'float32',
  scaledBy: 'graph',
};

/** Notes so many rows in which the values of the user, and of the item, are these. */
function noting(shares: UnknownShare, encoder = new RowEncoder(SPEC)) {
  return (count: number, user: string | null, item: string | null) =>
    shares.note(
      encoder.encode(
        Array.from({ length: count }, () => [1, user, item]),
        'data',
      ),
      encoder.columns,
    );
}

test('a feature is told of once enough values have been seen and most of them are unknown', () => {
  const note = noting(new UnknownShare(() => 0));
  expect(note(999, 'x', 'known')).toEqual([]);
  expect(note(1, 'known', 'x')).toEqual([{ feature: 'user', share: 0.999, values: 1_000 }]);
});

test('missing values do not count, and half is not most', () => {
  const note = noting(new UnknownShare(() => 0));
  expect(note(900, 'x', null)).toEqual([]);
  expect(note(900, 'known', 'x')).toEqual([]);
  expect(note(100, null, 'x')).toEqual([{ feature: 'item', share: 1, values: 1_000 }]);
});

test('what was long ago does not count, nor what another model did not know', () => {
  const shares = new UnknownShare(() => 0);
  const note = noting(shares);
  expect(note(5_000, 'known', 'known')).toEqual([]);
  expect(note(999, 'x', 'known')).toEqual([]);
  expect(noting(shares)(999, 'known', 'x')).toEqual([]);
  expect(note(1_000, 'x', 'known')).toMatchObject([{ feature: 'user' }]);
});

test('a feature is told of once a minute, each for itself', () => {
  let now = 0;
  const note = noting(new UnknownShare(() => now));
  expect(note(1_000, 'x', 'known')).toHaveLength(1);
  now = 59_999;
  expect(note(1_000, 'x', 'x')).toMatchObject([{ feature: 'item' }]);
  now = 60_000;
  expect(note(1_000, 'x', 'x')).toMatchObject([{ feature: 'user' }]);
});
