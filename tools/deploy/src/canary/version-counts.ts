import { numberOf, samplesOf, type MetricSample } from '../replicas/metric-samples';

/** What a version has answered, as its metrics count it; every number only grows. */
export interface VersionCounts {
  readonly answered: number;
  /** Of them those that were answered with anything but 200. */
  readonly failed: number;
  readonly seconds: Buckets;
  /** Scores by the name of their output, '' for the only one; nothing of a model that answers none. */
  readonly scores: ReadonlyMap<string, Buckets>;
}

/** Values by size: `counts[i]` are those up to `edges[i]` and above the edge before, and the last those above all. */
export interface Buckets {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

export const NOTHING_COUNTED: VersionCounts = {
  answered: 0,
  failed: 0,
  seconds: { edges: [], counts: [] },
  scores: new Map(),
};

const ANSWERED = '200';

/** What the metrics of a service have counted of a version. */
export function versionCounts(metrics: string, model: string, version: string): VersionCounts {
  const own = (metric: string): readonly MetricSample[] =>
    samplesOf(metrics, metric, model).filter(({ labels }) => labels.get('version') === version);
  const predictions = own('model_version_predictions_total');
  const sum = (samples: readonly MetricSample[]): number =>
    samples.reduce((total, { value }) => total + value, 0);
  const scores = new Map<string, MetricSample[]>();
  for (const sample of own('model_version_score_bucket')) {
    const output = sample.labels.get('output') ?? '';
    scores.set(output, [...(scores.get(output) ?? []), sample]);
  }
  return {
    answered: sum(predictions),
    failed: sum(predictions.filter(({ labels }) => labels.get('status') !== ANSWERED)),
    seconds: bucketsOf(own('model_version_duration_seconds_bucket')),
    scores: new Map([...scores].map(([output, samples]) => [output, bucketsOf(samples)])),
  };
}

/** Prometheus counts what lies below each edge; here it is counted once. */
function bucketsOf(samples: readonly MetricSample[]): Buckets {
  const cumulative = samples
    .map(({ labels, value }) => ({ edge: numberOf(labels.get('le') ?? ''), value }))
    .sort((one, other) => one.edge - other.edge);
  return {
    edges: cumulative.slice(0, -1).map(({ edge }) => edge),
    counts: cumulative.map(({ value }, i) => value - (i === 0 ? 0 : cumulative[i - 1].value)),
  };
}

/** The counts of several services together. */
export function addCounts(one: VersionCounts, other: VersionCounts): VersionCounts {
  const outputs = new Set([...one.scores.keys(), ...other.scores.keys()]);
  return {
    answered: one.answered + other.answered,
    failed: one.failed + other.failed,
    seconds: combined(one.seconds, other.seconds, (a, b) => a + b),
    scores: new Map(
      [...outputs].map(output => {
        const none = NOTHING_COUNTED.seconds;
        const [a, b] = [one.scores.get(output) ?? none, other.scores.get(output) ?? none];
        return [output, combined(a, b, (x, y) => x + y)];
      }),
    ),
  };
}

/** What was counted between two looks; a service that was started anew in between has counted from nothing. */
export function countsSince(before: VersionCounts, now: VersionCounts): VersionCounts {
  if (now.answered < before.answered) return now;
  return {
    answered: now.answered - before.answered,
    failed: Math.max(0, now.failed - before.failed),
    seconds: combined(now.seconds, before.seconds, (a, b) => Math.max(0, a - b)),
    scores: new Map(
      [...now.scores].map(([output, buckets]) => {
        const old = before.scores.get(output) ?? NOTHING_COUNTED.seconds;
        return [output, combined(buckets, old, (a, b) => Math.max(0, a - b))];
      }),
    ),
  };
}

/** Buckets with the same edges, or one of them empty. */
function combined(one: Buckets, other: Buckets, combine: (a: number, b: number) => number): Buckets {
  const { edges } = one.counts.length > 0 ? one : other;
  const length = Math.max(one.counts.length, other.counts.length);
  return {
    edges,
    counts: Array.from({ length }, (_, i) => combine(one.counts[i] ?? 0, other.counts[i] ?? 0)),
  };
}
