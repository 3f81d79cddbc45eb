import type { ModelOutput, Signature } from '@reckit/inference';

/** What `POST /predict` calls the list that it also answers as `predictions`; null where it has no other name. */
export function listNameOf({ outputs }: Pick<Signature, 'outputs'>): 'scores' | 'scores_list' | null {
  if (!outputs.every(({ role }) => role === 'score' || role === 'task')) return null;
  return isBare(outputs) ? 'scores' : 'scores_list';
}

/** Whether an entry is the value itself, without a name. */
export function isBare(outputs: readonly ModelOutput[]): boolean {
  return outputs.length === 1 && outputs[0].role === 'score';
}
