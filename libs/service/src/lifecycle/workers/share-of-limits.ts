import type { ServiceConfig } from '../config';

/**
 * The configuration of one worker: what a setting allows the whole service is divided, since each worker counts for
 * itself. Nobody gets nothing, so a limit below the number of workers is one for each of them, and bodies have room for
 * the largest. Only how often may be asked is counted for all of them together, in the first process.
 *
 * @param worker - 1 for the first; the first ones get what is left over
 */
export function shareOfLimits(config: ServiceConfig, worker: number, workers: number): ServiceConfig {
  const share = (limit: number): number =>
    Math.max(1, Math.floor(limit / workers) + (worker <= limit % workers ? 1 : 0));
  return {
    ...config,
    maxConnections: share(config.maxConnections),
    maxInflight: share(config.maxInflight),
    predictionLogRowsPerSecond: share(config.predictionLogRowsPerSecond),
    maxReadingBytes: Math.max(share(config.maxReadingBytes), 2 * config.maxBodyBytes),
  };
}
