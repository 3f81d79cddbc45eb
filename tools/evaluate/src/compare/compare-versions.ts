import { pairedBootstrap, type PairedBootstrap } from '@reckit/evaluation';
import { createRandom } from '@reckit/data';
import type { ComparedMetric } from '../gate/compared-metric';
import { metricsOf, type MeasuredMetric } from './metrics';
import type { ScoredOutput, ScoredRows } from './scored-rows';

/** Rows times samples that one metric may take, which is a few seconds. */
const SAMPLED_ROWS = 5e7;
const SAMPLES = { least: 100, most: 1_000 } as const;
/** Any number; the same each time, so that the same versions are told the same. */
const SEED = 42;

/**
 * Measures both versions on the same rows, each metric with the interval of its difference.
 *
 * @param ofRows - how many rows they are a part of, which all parts together may take as long as. @default they are all
 */
export function compareVersions(rows: ScoredRows, ofRows = rows.rowCount): ComparedMetric[] {
  const resampling = {
    groupOfRow: groupsOf(rows),
    samples: Math.min(SAMPLES.most, Math.max(SAMPLES.least, Math.floor(SAMPLED_ROWS / ofRows))),
  };
  return rows.outputs.flatMap(output => compareOutput(output, rows.users, resampling));
}

type Resampling = Pick<PairedBootstrap, 'groupOfRow' | 'samples'>;

function compareOutput(
  output: ScoredOutput,
  users: ScoredRows['users'],
  resampling: Resampling,
): ComparedMetric[] {
  const before = output.current && metricsOf(output, output.current, users);
  return metricsOf(output, output.challenger, users).map((after, i) => {
    const current = before?.[i];
    return {
      task: output.task,
      metric: after.metric,
      better: after.better,
      current: current?.value ?? null,
      challenger: after.value,
      interval: current ? intervalOf(current, after, resampling) : null,
    };
  });
}

function intervalOf(
  current: MeasuredMetric,
  challenger: MeasuredMetric,
  resampling: Resampling,
): ComparedMetric['interval'] {
  if (current.resampled === null || challenger.resampled === null) return null;
  return pairedBootstrap({
    current: current.resampled,
    challenger: challenger.resampled,
    ...resampling,
    random: createRandom(SEED),
  });
}

/** Rows of one user come and go together; one without a user, by itself. */
function groupsOf({ users, rowCount }: ScoredRows): Uint32Array {
  if (users === null) return Uint32Array.from({ length: rowCount }, (_, row) => row);
  const numbers = new Map<number, number>();
  let count = 0;
  return Uint32Array.from(users, user => {
    const known = user < 0 ? undefined : numbers.get(user);
    if (known !== undefined) return known;
    if (user >= 0) numbers.set(user, count);
    return count++;
  });
}
