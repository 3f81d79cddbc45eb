import { TrafficShares } from '../host/versions/traffic-shares';
import { Sampling } from './sampling';

const IDS = Array.from({ length: 20_000 }, (_, i) => `request-${i}`);

test.each([0, 0.5, 1, 25, 100])('%s percent of the requests are taken', percent => {
  const sampling = new Sampling(percent);
  const taken = IDS.filter(id => sampling.takes(id)).length / IDS.length;
  expect(Math.abs(taken - percent / 100)).toBeLessThan(percent % 100 === 0 ? 1e-9 : 0.01);
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
