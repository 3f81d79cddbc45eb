import { pairedBootstrap } from '@reckit/evaluation';
import { createRandom } from '@reckit/data';
import type { ComparedMetric } from '../gate/compared-metric';
import { metricsOf, type MeasuredMetric } from './metrics';
import type { ScoredOutput, ScoredRows } from './scored-rows';

/** Rows times samples that one metric may take, which is a second or two. */
const SAMPLED_ROWS = 2e8;
const SAMPLES = { least: 100, most: 1_000 } as const;
/** Any number; the same each time, so that the same versions are told the same. */
const SEED = 42;

/** Measures both versions on the same rows, each metric with the interval of its difference. */
export function compareVersions(rows: ScoredRows): ComparedMetric[] {
  const groups = groupsOf(rows);
  return rows.outputs.flatMap(output => compareOutput(output, rows, groups));
}

function compareOutput(output: ScoredOutput, rows: ScoredRows, groups: Uint32Array): ComparedMetric[] {
  const before = output.current && metricsOf(output, output.current, rows);
  return metricsOf(output, output.challenger, rows).map((after, i) => {
    const current = before?.[i];
    return {
      task: output.task,
      metric: after.metric,
      better: after.better,
      current: current?.value ?? null,
      challenger: after.value,
      interval: current ? intervalOf(current, after, groups) : null,
    };
  });
}

function intervalOf(
  current: MeasuredMetric,
  challenger: MeasuredMetric,
  groupOfRow: Uint32Array,
): ComparedMetric['interval'] {
  if (current.resampled === null || challenger.resampled === null || groupOfRow.length === 0) return null;
  return pairedBootstrap({
    current: current.resampled,
    challenger: challenger.resampled,
    groupOfRow,
    samples: Math.min(SAMPLES.most, Math.max(SAMPLES.least, Math.floor(SAMPLED_ROWS / groupOfRow.length))),
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
