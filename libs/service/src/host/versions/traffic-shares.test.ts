import { TrafficShares } from './traffic-shares';

const KEYS = Array.from({ length: 20_000 }, (_, i) => `user-${i}`);

function shareOf(shares: TrafficShares, label: string | null): number {
  return KEYS.filter(key => shares.labelOf(key) === label).length / KEYS.length;
}

test('without shares the current version answers', () => {
  const none = new TrafficShares([]);
  expect(none.areNone).toBe(true);
  expect(none.labelOf('key')).toBeNull();
});

test('labels have about the share that they were given', () => {
  const shares = new TrafficShares([
    { label: 'canary', percent: 5 },
    { label: 'beta', percent: 12.5 },
  ]);
  // Five standard deviations of 20,000 draws at the most.
  expect(Math.abs(shareOf(shares, 'canary') - 0.05)).toBeLessThan(0.008);
  expect(Math.abs(shareOf(shares, 'beta') - 0.125)).toBeLessThan(0.012);
  expect(Math.abs(shareOf(shares, null) - 0.825)).toBeLessThan(0.014);
});

test('all of it leaves the current version nothing, and none of it the label', () => {
  const thirds = ['a', 'b', 'c'].map((label, i) => ({ label, percent: i < 2 ? 33.3 : 33.4 }));
  expect(shareOf(new TrafficShares(thirds), null)).toBe(0);
  expect(shareOf(new TrafficShares([{ label: 'a', percent: 100 }]), 'a')).toBe(1);
  expect(shareOf(new TrafficShares([{ label: 'a', percent: 0 }]), 'a')).toBe(0);
  const full = new TrafficShares([
    { label: 'a', percent: 100 },
    { label: 'b', percent: 0 },
  ]);
  expect(shareOf(full, 'a')).toBe(1);
});

test('a key keeps its share, also when that grows', () => {
  const small = new TrafficShares([{ label: 'canary', percent: 5 }]);
  const large = new TrafficShares([{ label: 'canary', percent: 20 }]);
  const before = KEYS.filter(key => small.labelOf(key) === 'canary');
  expect(before.every(key => small.labelOf(key) === 'canary')).toBe(true);
  expect(before.every(key => large.labelOf(key) === 'canary')).toBe(true);
});

test('another label meets other keys', () => {
  const one = new TrafficShares([{ label: 'canary', percent: 10 }]);
  const other = new TrafficShares([{ label: 'canary-2', percent: 10 }]);
  const both = KEYS.filter(key => one.labelOf(key) !== null && other.labelOf(key) !== null);
  // Independent draws meet for one in a hundred.
  expect(both.length / KEYS.length).toBeLessThan(0.02);
});
