import { TrainingDiverged, type LossNotFinite } from '../errors';

/** Names the rows of the batch at which a training broke, and what to try. */
export function trainingDiverged(
  { loss, step }: LossNotFinite,
  { epoch, begin, rows }: { readonly epoch: number; readonly begin: number; readonly rows: Uint32Array },
): TrainingDiverged {
  const lowest = rows.reduce((a, b) => Math.min(a, b));
  const highest = rows.reduce((a, b) => Math.max(a, b));
  return new TrainingDiverged(
    `The loss is ${loss} at step ${step}, in epoch ${epoch}: rows ${begin + 1} to ${begin + rows.length} of its order, ` +
      `data rows between ${lowest + 1} and ${highest + 1}. ` +
      'Try a smaller learning rate (--lr), cut gradients (--clip-norm), and look for huge values or labels in the data.',
  );
}
