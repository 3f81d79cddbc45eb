import type { CalibrationMethod } from '../../calibration/calibrate-flag';
import { fitCalibration, type FittedCalibration } from '../../calibration/fit-calibration';
import { logOddsOf } from '../../calibration/log-odds';
import type { OutputTask } from '../tasks/task-losses';

/** What was measured: labels and amounts by target, weights by column, answers by output. */
export interface MeasuredAnswers {
  readonly actual: ReadonlyMap<string, Float32Array>;
  readonly measuredWeights: ReadonlyMap<string, Float32Array>;
  readonly predicted: ReadonlyMap<string, Float32Array>;
}

/**
 * Calibrates each output that is a probability, by itself.
 *
 * @param method - undefined calibrates nothing
 */
export function calibrateAnswers(
  outputs: readonly OutputTask[],
  { actual, measuredWeights, predicted }: MeasuredAnswers,
  method: CalibrationMethod | undefined,
): ReadonlyMap<string, FittedCalibration> {
  return new Map(
    outputs.flatMap(({ task: { name, kind, label, weight_col: column } }) => {
      const [labels, answers] = [actual.get(label), predicted.get(name)];
      // What is not finite is refused where it is measured.
      if (method === undefined || kind !== 'binary' || !labels || !answers?.every(Number.isFinite)) return [];
      const weights = column === undefined ? undefined : measuredWeights.get(column);
      return [[name, fitCalibration(method, { labels, logOdds: logOddsOf(answers), weights })] as const];
    }),
  );
}
