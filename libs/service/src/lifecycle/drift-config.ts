import type { EnvironmentReader } from './environment-reader';

/** How what is sent is compared with the training rows; every field comes from the environment variable named beside it. */
export interface DriftConfig {
  /** `DRIFT_WINDOW_SECONDS`: how long what was sent counts; 0 compares nothing. @default 3600 */
  readonly driftWindowSeconds: number;
  /** `DRIFT_ROWS_PER_SECOND`: rows of each model that are looked at on average at most. @default 100 */
  readonly driftRowsPerSecond: number;
}

const WEEK_SECONDS = 7 * 86_400;

export function readDriftConfig(env: EnvironmentReader): DriftConfig {
  return {
    driftWindowSeconds: env.integer('DRIFT_WINDOW_SECONDS', 3_600, 0, WEEK_SECONDS),
    driftRowsPerSecond: env.integer('DRIFT_ROWS_PER_SECOND', 100, 1, 100_000),
  };
}
