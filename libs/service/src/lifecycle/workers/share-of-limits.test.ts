import * as fc from 'fast-check';
import { readConfig } from '../config';
import { shareOfLimits } from './share-of-limits';

const DIVIDED = [
  ['MAX_CONNECTIONS', 'maxConnections'],
  ['MAX_INFLIGHT', 'maxInflight'],
  ['PREDICTION_LOG_ROWS_PER_SECOND', 'predictionLogRowsPerSecond'],
] as const;

test.each(DIVIDED)('%s is divided among the workers, and none gets nothing', (variable, field) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 2, max: 128 }), (limit, workers) => {
      const config = readConfig({ [variable]: String(limit) }, 8080);
      const shares = Array.from({ length: workers }, (_, i) => shareOfLimits(config, i + 1, workers)[field]);
      expect(shares.reduce((sum, share) => sum + share)).toBe(Math.max(limit, workers));
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      expect(Math.min(...shares)).toBeGreaterThan(0);
    }),
  );
});

test('how often may be asked is what the whole service allows', () => {
  const config = readConfig({ RATE_LIMIT_RPS: '3', RATE_LIMIT_RPS_PER_CLIENT: '2' }, 8080);
  expect(shareOfLimits(config, 4, 4)).toMatchObject({ rateLimitRps: 3, rateLimitRpsPerClient: 2 });
});

test('bodies take their share of the memory, and always what one of them may', () => {
  const megabyte = 1024 * 1024;
  const config = readConfig({ MAX_READING_BYTES: String(128 * megabyte) }, 8080);
  expect(shareOfLimits(config, 1, 2).maxReadingBytes).toBe(64 * megabyte);
  expect(shareOfLimits(config, 1, 100).maxReadingBytes).toBe(2 * config.maxBodyBytes);
});

test('what concerns one request is the same for each worker', () => {
  const config = readConfig({}, 8080);
  const { maxConnections, maxInflight, maxReadingBytes, predictionLogRowsPerSecond, ...shared } =
    shareOfLimits(config, 2, 2);
  expect({ maxConnections, maxInflight, predictionLogRowsPerSecond }).toEqual({
    maxConnections: 5_000,
    maxInflight: 128,
    predictionLogRowsPerSecond: 500,
  });
  expect(maxReadingBytes).toBe(config.maxReadingBytes / 2);
  expect(config).toMatchObject(shared);
});
