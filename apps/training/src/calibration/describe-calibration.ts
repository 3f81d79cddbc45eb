import type { TrainedModel } from '../run/training-model';
import type { CalibrationMethod } from './calibrate-flag';
import type { FittedCalibration } from './fit-calibration';

const SAID: Readonly<Record<CalibrationMethod, string>> = {
  isotonic: 'by isotonic regression',
  platt: 'by the line of Platt',
};

/** What a calibration does, for the console and the report: `by isotonic regression, log loss 0.6480 → 0.3051 …`. */
export function describeCalibration({ method, logLoss: { before, after } }: FittedCalibration): string {
  return `${SAID[method]}, log loss ${before.toPrecision(4)} → ${after.toPrecision(4)}, each half of the validation rows by what the other says`;
}

/** The same of all outputs, each by its name where there are several. */
export function describeCalibrations(
  calibrations: ReadonlyMap<string, FittedCalibration>,
  outputs: number,
): string[] {
  return [...calibrations].map(([output, fitted]) => {
    const described = describeCalibration(fitted);
    return outputs === 1 ? described : `${output}: ${described}`;
  });
}

/** What the manifest has of calibrations; nothing where there are none. */
export function calibrationEntry(
  calibrations: ReadonlyMap<string, FittedCalibration>,
): TrainedModel['training'] {
  const [first] = calibrations.values();
  if (first === undefined) return {};
  return {
    calibration: {
      method: first.method,
      outputs: Object.fromEntries(
        [...calibrations].map(
          ([
            output,
            {
              map,
              answers,
              logLoss: { before, after },
            },
          ]) => [
            output,
            {
              rows: answers.calibrated.length,
              log_odds: map.at,
              become: map.to,
              slope_before: map.before,
              slope_after: map.after,
              log_loss_before: before,
              log_loss_after: after,
            },
          ],
        ),
      ),
    },
  };
}
