import { auc } from '../probabilities/auc';
import { logLoss } from '../probabilities/probability-metrics';
import { resampledAuc, resampledMean } from './resampled-metric';

const labels = [1, 0, 1, 0, 0, 1, 0];
const scores = [0.8, 0.8, 0.4, 0.5, 0.1, 0.9, 0.4];
const weights = [1, 2, 0.5, 1, 3, 1, 0];

/** The rows themselves, as often as they are counted. */
function repeated(values: readonly number[], counts: readonly number[]): number[] {
  return values.flatMap((value, row) => Array<number>(counts[row]).fill(value));
}

describe('resampledAuc', () => {
  it.each([
    { counts: [1, 1, 1, 1, 1, 1, 1] },
    { counts: [0, 2, 3, 1, 0, 1, 4] },
    { counts: [5, 0, 0, 1, 1, 0, 2] },
  ])('is the AUC of the rows as often as they are there ($counts)', ({ counts }) => {
    const [ofLabels, ofScores, ofWeights] = [labels, scores, weights].map(values => repeated(values, counts));
    expect(resampledAuc(labels, scores)(counts)).toBeCloseTo(auc(ofLabels, ofScores) ?? NaN, 12);
    expect(resampledAuc(labels, scores, weights)(counts)).toBeCloseTo(
      auc(ofLabels, ofScores, ofWeights) ?? NaN,
      12,
    );
  });

  it('says nothing of one class', () => {
    expect(resampledAuc(labels, scores)([1, 0, 1, 0, 0, 1, 0])).toBeNull();
  });
});

describe('resampledMean', () => {
  it('is the mean of the rows as often as they are there', () => {
    const counts = [0, 2, 3, 1, 0, 1, 4];
    const losses = labels.map((label, row) => logLoss([label], [scores[row]]));
    expect(resampledMean(losses)(counts)).toBeCloseTo(
      logLoss(repeated(labels, counts), repeated(scores, counts)),
      12,
    );
  });

  it('says nothing where nothing weighs anything', () => {
    expect(resampledMean([1, 2], [0, 1])([3, 0])).toBeNull();
  });
});
