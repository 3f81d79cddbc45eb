import {
  auc,
  averagePrecision,
  calibrationTable,
  precisionRecallCurve,
  rocCurve,
  scoreHistogram,
} from '@reckit/evaluation';
import type { ScoredOutput } from '../../compare/scored-rows';
import type { Drawn, DrawnTask } from '../measurement';

const CALIBRATION_BINS = 10;

/** What is drawn of an output of both versions: curves of labels, and nothing of amounts. */
export function drawOutput(output: ScoredOutput): DrawnTask {
  const { task, current, challenger } = output;
  return {
    task,
    challenger: draw(output, challenger),
    current: current && draw(output, current),
  };
}

function draw(
  { kind, truths, weights: weightOfRow }: Pick<ScoredOutput, 'kind' | 'truths' | 'weights'>,
  scores: Float32Array,
): Drawn {
  if (kind === 'value') return {};
  const weights = weightOfRow ?? undefined;
  const roc = rocCurve(truths, scores, weights);
  const area = auc(truths, scores, weights);
  const precisionRecall = precisionRecallCurve(truths, scores, weights);
  return {
    ...(roc && { roc: { ...roc, ...(area !== null && { auc: area }) } }),
    ...(precisionRecall && {
      precisionRecall: { ...precisionRecall, averagePrecision: averagePrecision(truths, scores, weights) },
    }),
    ...(kind === 'probability' && {
      calibration: calibrationTable(truths, scores, CALIBRATION_BINS, 'quantile', weights),
      scores: scoreHistogram(truths, scores, weights),
    }),
  };
}
