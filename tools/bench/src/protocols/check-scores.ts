import { BenchError } from '../errors';

const CLOSE_ENOUGH = 1e-5;

/** @throws BenchError if a side did not answer the scores of the model */
export function checkScores(side: string, answered: readonly number[], expected: readonly number[]): void {
  if (answered.length !== expected.length) {
    throw new BenchError(`${side} answered ${answered.length} scores in place of ${expected.length}.`);
  }
  const wrong = expected.findIndex((score, row) => !(Math.abs(answered[row] - score) <= CLOSE_ENOUGH));
  if (wrong < 0) return;
  throw new BenchError(
    `${side} answered ${answered[wrong]} for row ${wrong} in place of ${expected[wrong]}.`,
  );
}
