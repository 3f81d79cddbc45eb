import { fitIsotonic, fitPlatt, logLoss, type LogOddsMap } from '@reckit/evaluation';
import { mapLogOdds } from '@reckit/inference';
import { segmentsOf } from '@reckit/onnx';
import type { CalibrationMethod } from './calibrate-flag';
import { probabilitiesOf } from './log-odds';

const FITS = { isotonic: fitIsotonic, platt: fitPlatt } as const satisfies Record<CalibrationMethod, unknown>;

/** Rows that calibrations are learnt from. */
export interface CalibrationRows {
  /** 0 or 1, [rows] */
  readonly labels: Float32Array;
  /** As the model gives them, [rows] */
  readonly logOdds: Float32Array;
  /** [rows]; absent where all count alike. */
  readonly weights?: Float32Array | undefined;
}

/** A calibration, and what it does to the answers of the rows that it was learnt from. */
export interface FittedCalibration {
  readonly method: CalibrationMethod;
  readonly map: LogOddsMap;
  /** [rows] */
  readonly answers: Readonly<{
    uncalibrated: Float32Array;
    calibrated: Float32Array;
    /** Those of each half by what the other half says, so that it is not measured on what it has learnt. */
    heldApart: Float32Array;
  }>;
  readonly logLoss: { readonly before: number; readonly after: number };
}

/** Learns a calibration from rows that the model was not trained on. */
export function fitCalibration(method: CalibrationMethod, rows: CalibrationRows): FittedCalibration {
  const { labels, logOdds, weights } = rows;
  const map = FITS[method](labels, logOdds, weights);
  const uncalibrated = probabilitiesOf(logOdds);
  const heldApart = answersHeldApart(method, rows);
  return {
    method,
    map,
    answers: { uncalibrated, calibrated: calibrated(map, logOdds), heldApart },
    logLoss: {
      before: logLoss(labels, uncalibrated, weights),
      after: logLoss(labels, heldApart, weights),
    },
  };
}

/** The probabilities that log-odds mean once they are calibrated. */
export function calibrated(map: LogOddsMap, logOdds: Float32Array): Float32Array {
  return probabilitiesOf(mapLogOdds(logOdds.slice(), segmentsOf(map)));
}

function answersHeldApart(
  method: CalibrationMethod,
  { labels, logOdds, weights }: CalibrationRows,
): Float32Array {
  const answers = new Float32Array(labels.length);
  if (labels.length < 2) return answers.fill(0.5);
  for (const half of [0, 1]) {
    const others = (_: number, row: number): boolean => row % 2 !== half;
    const map = FITS[method](labels.filter(others), logOdds.filter(others), weights?.filter(others));
    calibrated(map, logOdds).forEach((answer, row) => {
      if (row % 2 === half) answers[row] = answer;
    });
  }
  return answers;
}
