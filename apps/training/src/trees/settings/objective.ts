/** What the numbers are that a model with this objective gives. */
export type ScoreKind = 'probability' | 'score' | 'value';

const PROBABILITY = ['binary:logistic', 'reg:logistic'];

/** `probability` and `score` belong to labels 0 and 1, `value` to any number. */
export function scoreKindOf(objective: string): ScoreKind {
  if (PROBABILITY.includes(objective)) return 'probability';
  return objective.startsWith('binary:') ? 'score' : 'value';
}
