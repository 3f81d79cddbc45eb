/** How often something happened, and how long it took in all. */
export interface Duration {
  readonly count: number;
  /** Nanoseconds. */
  readonly ns: number;
}

/** What has been counted of one version of a model since the process started. */
export interface ModelCounts {
  readonly name: string;
  readonly version: string;
  /** Milliseconds since 1970; 0 if there was none. */
  readonly lastInferenceMs: number;
  /** Rows that were answered. */
  readonly rows: number;
  /** Times that the model ran. */
  readonly executions: number;
  readonly success: Duration;
  readonly fail: Duration;
  /** Waiting for a turn. */
  readonly queue: Duration;
  /** Reading requests into model input. */
  readonly input: Duration;
  readonly infer: Duration;
  /** Writing answers. */
  readonly output: Duration;
}

/** An entry of `GET /v2/models/{name}/stats`, and of the answer of ModelStatistics, as Triton has it. */
export interface ModelStatistics {
  readonly name: string;
  /** A whole number, as all versions of Triton are: its tools read it as one, and end if it is none. */
  readonly version: string;
  /** The version itself. */
  readonly version_name: string;
  readonly last_inference: number;
  readonly inference_count: number;
  readonly execution_count: number;
  readonly inference_stats: {
    readonly success: Duration;
    readonly fail: Duration;
    readonly queue: Duration;
    readonly compute_input: Duration;
    readonly compute_infer: Duration;
    readonly compute_output: Duration;
    readonly cache_hit: Duration;
    readonly cache_miss: Duration;
  };
  readonly batch_stats: readonly never[];
}

const NEVER: Duration = { count: 0, ns: 0 };

export function modelStatistics(counts: ModelCounts): ModelStatistics {
  return {
    name: counts.name,
    version: numberOf(counts.version),
    version_name: counts.version,
    last_inference: counts.lastInferenceMs,
    inference_count: counts.rows,
    execution_count: counts.executions,
    inference_stats: {
      success: counts.success,
      fail: counts.fail,
      queue: counts.queue,
      compute_input: counts.input,
      compute_infer: counts.infer,
      compute_output: counts.output,
      cache_hit: NEVER,
      cache_miss: NEVER,
    },
    batch_stats: [],
  };
}

/** The first number in a version, which is what C's `stoll` makes of one that begins with digits; else 1. */
function numberOf(version: string): string {
  const digits = /\d+/.exec(version)?.[0] ?? '1';
  return digits.length <= MOST_DIGITS ? String(Number(digits)) : '1';
}

/** Numbers of so many digits are exact. */
const MOST_DIGITS = 15;
