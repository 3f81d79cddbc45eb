import { InvalidTraining } from '../errors';
import type { FitOptions } from './fit-options';

/** @throws InvalidTraining */
export function checkFitOptions(options: FitOptions): void {
  const { rows, batchSize, epochs, evaluateEvery, earlyStopping, validate, lookups = {} } = options;
  if (rows.length === 0) throw new InvalidTraining('There are no rows to train on: give at least one.');
  const counts = {
    batchSize,
    epochs,
    ...(evaluateEvery && 'steps' in evaluateEvery && { evaluateEvery: evaluateEvery.steps }),
    ...(earlyStopping && { patience: earlyStopping.patience }),
  };
  for (const [name, count] of Object.entries(counts)) {
    if (!Number.isInteger(count) || count < 1)
      throw new InvalidTraining(`${name} is ${count}: give a whole number, 1 or more.`);
  }
  if (evaluateEvery && 'share' in evaluateEvery && !(evaluateEvery.share > 0 && evaluateEvery.share <= 1)) {
    throw new InvalidTraining(
      `evaluateEvery is the share ${evaluateEvery.share} of an epoch: give one above 0, 1 at most.`,
    );
  }
  if (earlyStopping && !validate) {
    throw new InvalidTraining('Early stopping needs `validate`: give it, or leave earlyStopping out.');
  }
  const names = new Set<string>();
  for (const { table } of Object.values(lookups)) {
    if (names.has(table.name))
      throw new InvalidTraining(
        `Two lookups have a table "${table.name}": give each its own, or use one lookup.`,
      );
    names.add(table.name);
  }
}
