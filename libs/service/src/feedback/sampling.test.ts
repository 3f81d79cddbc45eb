import { createHash } from 'node:crypto';
import { TrafficShares } from '../host/versions/traffic-shares';
import { Sampling } from './sampling';

const IDS = Array.from({ length: 20_000 }, (_, i) => `request-${i}`);

const SHAPES = {
  'that end in a number': IDS,
  'that are UUIDs': IDS.map(id => createHash('md5').update(id).digest('hex')),
  'that differ in the middle': IDS.map((_, i) => `shop/${i.toString(36)}/rank`),
  'of other alphabets': IDS.map((_, i) => `请求${String.fromCharCode(0x4e00 + i)}`),
};

describe.each(Object.entries(SHAPES))('of ids %s', (_, ids) => {
  test.each([0, 0.5, 1, 25, 100])('%s percent are taken', percent => {
    const sampling = new Sampling(percent);
    const taken = ids.filter(id => sampling.takes(id)).length / ids.length;
    expect(Math.abs(taken - percent / 100)).toBeLessThan(percent % 100 === 0 ? 1e-9 : 0.01);
  });
});

test.each([0, 1, 25, 100])('of requests without an id %s percent are taken', percent => {
  const sampling = new Sampling(percent);
  const taken = IDS.filter(() => sampling.takes(null)).length / IDS.length;
  // Seven standard deviations of 20,000 draws are at most 0.025.
  expect(Math.abs(taken - percent / 100)).toBeLessThan(percent % 100 === 0 ? 1e-9 : 0.025);
});

test('a larger share takes all that a smaller one takes, whichever process asks', () => {
  const [small, large] = [new Sampling(5), new Sampling(50)];
  const taken = IDS.filter(id => small.takes(id));
  expect(taken.length).toBeGreaterThan(0);
  expect(taken.every(id => large.takes(id))).toBe(true);
});

test('the same part is taken of each label', () => {
  const shares = new TrafficShares([{ label: 'canary', percent: 10 }]);
  const canary = IDS.filter(id => shares.labelOf(id) === 'canary');
  const sampling = new Sampling(20);
  const taken = canary.filter(id => sampling.takes(id)).length / canary.length;
  expect(Math.abs(taken - 0.2)).toBeLessThan(0.05);
});
