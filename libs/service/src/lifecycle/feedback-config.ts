import type { EnvironmentReader } from './environment-reader';

/** What of the predictions is logged, to be learned from; every field comes from the environment variable named beside it. */
export interface FeedbackConfig {
  /** `PREDICTION_LOG`: the folder that a sample of the predictions is written to; null writes none. */
  readonly predictionLog: string | null;
  /** `PREDICTION_LOG_SHARE`: how many of a hundred requests are logged. @default 1 */
  readonly predictionLogShare: number;
  /** `PREDICTION_LOG_ROWS_PER_SECOND`: rows that are logged on average at most; more are dropped. @default 1000 */
  readonly predictionLogRowsPerSecond: number;
  /** `PREDICTION_LOG_FILE_BYTES`: a file of this length is finished. @default 64 MiB */
  readonly predictionLogFileBytes: number;
  /** `PREDICTION_LOG_FILE_SECONDS`: and so is one of this age. @default 300 */
  readonly predictionLogFileSeconds: number;
  /** `PREDICTION_LOG_MAX_BYTES`: what the files of the folder may take together; the oldest go. @default 1 GiB */
  readonly predictionLogMaxBytes: number;
}

const MEBIBYTE = 1024 * 1024;
const MAX_BYTES = Number.MAX_SAFE_INTEGER;
const DAY_SECONDS = 86_400;

export function readFeedbackConfig(env: EnvironmentReader): FeedbackConfig {
  const predictionLogFileBytes = env.integer('PREDICTION_LOG_FILE_BYTES', 64 * MEBIBYTE, MEBIBYTE, MAX_BYTES);
  return {
    predictionLog: env.text('PREDICTION_LOG'),
    predictionLogShare: env.percent('PREDICTION_LOG_SHARE', 1),
    predictionLogRowsPerSecond: env.integer('PREDICTION_LOG_ROWS_PER_SECOND', 1_000, 1, 1_000_000),
    predictionLogFileBytes,
    predictionLogFileSeconds: env.integer('PREDICTION_LOG_FILE_SECONDS', 300, 1, DAY_SECONDS),
    // The file that is being written has its room as well.
    predictionLogMaxBytes: env.integer(
      'PREDICTION_LOG_MAX_BYTES',
      Math.max(1024 * MEBIBYTE, 2 * predictionLogFileBytes),
      2 * predictionLogFileBytes,
      MAX_BYTES,
    ),
  };
}
