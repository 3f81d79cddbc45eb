import type { AmountBin } from '../amounts/amount-bins';
import type { CalibrationBin } from '../probabilities/calibration-table';
import type { Confusion } from '../probabilities/confusion';
import type { PrecisionRecallCurve } from '../probabilities/precision-recall-curve';
import type { RocCurve } from '../probabilities/roc-curve';
import type { ScoreHistogram } from '../probabilities/score-histogram';
import { amountsFigure } from './figures/amounts-figure';
import { calibrationFigure, type NamedCalibration } from './figures/calibration-figure';
import { histogramFigure } from './figures/histogram-figure';
import { precisionRecallFigure } from './figures/precision-recall-figure';
import { rocFigure } from './figures/roc-figure';
import { confusionSection } from './tables/confusion-table';
import { residualsSection, type ReportedMetric, type Residual } from './tables/metrics-table';

/** How well one thing was learnt; a section without data is left out. */
export interface Findings {
  /** Null for what is not defined or was not measured. */
  readonly metrics?: readonly ReportedMetric[];
  readonly roc?: RocCurve & { readonly auc?: number };
  readonly precisionRecall?: PrecisionRecallCurve & { readonly averagePrecision?: number };
  readonly calibration?: readonly CalibrationBin[];
  /** The same before the answers were calibrated, where they are. */
  readonly uncalibrated?: readonly CalibrationBin[];
  readonly scores?: ScoreHistogram;
  readonly confusion?: Confusion;
  readonly amounts?: readonly AmountBin[];
  readonly residuals?: readonly Residual[];
}

/** The cards of what was found, but for the metrics. */
export function findingsSections(findings: Findings): string[] {
  const { roc, precisionRecall, calibration, uncalibrated, scores, confusion, amounts, residuals } = findings;
  return [
    roc ? rocFigure([{ name: 'model', ...roc }], confusion) : '',
    precisionRecall ? precisionRecallFigure([{ name: 'model', ...precisionRecall }], confusion) : '',
    calibration?.length ? calibrationFigure(namedCalibrations(calibration, uncalibrated)) : '',
    scores ? histogramFigure(scores, confusion && { confusion }) : '',
    confusion ? confusionSection(confusion) : '',
    amounts?.length ? amountsFigure(amounts) : '',
    residuals?.length ? residualsSection(residuals) : '',
  ];
}

function namedCalibrations(
  calibration: readonly CalibrationBin[],
  uncalibrated: readonly CalibrationBin[] | undefined,
): NamedCalibration[] {
  if (!uncalibrated) return [{ name: 'model', bins: calibration }];
  return [
    { name: 'calibrated, each half of the rows by what the other says', bins: calibration },
    { name: 'before', bins: uncalibrated },
  ];
}
