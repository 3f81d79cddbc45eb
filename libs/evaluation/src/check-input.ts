import { MetricInputError } from './errors';

/** @throws MetricInputError unless all arrays given are of one length, which is not 0 */
export function checkLengths(arrays: Readonly<Record<string, ArrayLike<unknown> | undefined>>): void {
  const lengths = Object.entries(arrays).flatMap(([name, array]) =>
    array === undefined ? [] : [{ name, length: array.length }],
  );
  const [first] = lengths;
  if (first.length === 0) throw new MetricInputError('A metric needs at least one row; got none.');
  const other = lengths.find(({ length }) => length !== first.length);
  if (other !== undefined) {
    throw new MetricInputError(
      `${first.name} and ${other.name} belong row to row; got ${first.length} and ${other.length} rows.`,
    );
  }
}

/** @throws MetricInputError unless every label is 0 or 1 */
export function checkBinaryLabels(labels: ArrayLike<number>): void {
  for (let row = 0; row < labels.length; row++) {
    if (labels[row] !== 0 && labels[row] !== 1) {
      throw new MetricInputError(`labels[${row}] is ${labels[row]}; expected 0 or 1.`);
    }
  }
}

/** @throws MetricInputError unless every value is finite */
export function checkFinite(name: string, values: ArrayLike<number>): void {
  for (let row = 0; row < values.length; row++) {
    if (!Number.isFinite(values[row])) {
      throw new MetricInputError(`${name}[${row}] is ${values[row]}; expected a finite number.`);
    }
  }
}

/** @throws MetricInputError unless every value lies from 0 to 1 */
export function checkProbabilities(name: string, values: ArrayLike<number>): void {
  for (let row = 0; row < values.length; row++) {
    if (!(values[row] >= 0 && values[row] <= 1)) {
      throw new MetricInputError(`${name}[${row}] is ${values[row]}; expected a probability from 0 to 1.`);
    }
  }
}

/** @throws MetricInputError unless every weight, if there are any, is finite and not negative */
export function checkWeights(weights: ArrayLike<number> | undefined): void {
  if (weights === undefined) return;
  for (let row = 0; row < weights.length; row++) {
    if (!(weights[row] >= 0 && weights[row] < Infinity)) {
      throw new MetricInputError(`weights[${row}] is ${weights[row]}; expected a finite number from 0.`);
    }
  }
}

/** What every ranking metric asks of its input. */
export function checkScoredLabels(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights?: ArrayLike<number>,
): void {
  checkLengths({ labels, scores, weights });
  checkBinaryLabels(labels);
  checkFinite('scores', scores);
  checkWeights(weights);
}
