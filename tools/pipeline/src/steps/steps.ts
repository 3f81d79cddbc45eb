/** What is done with a model, in this order. */
export const STEPS = ['train', 'evaluate', 'register', 'deploy'] as const;
export type Step = (typeof STEPS)[number];

/** How a step of a model stands. */
export type StepState =
  /** `refused`: evaluated, and not good enough. `skipped`: not wanted. */
  | { readonly kind: 'waiting' | 'running' | 'skipped' }
  | { readonly kind: 'done'; readonly seconds: number }
  | { readonly kind: 'refused' | 'failed'; readonly seconds: number; readonly reason: string };

/** How all steps of a model stand. */
export type ModelState = Readonly<Record<Step, StepState>>;

/** The step that is next; null if the model is done with, or one of its steps went wrong. */
export function nextStep(state: ModelState): Step | null {
  for (const step of STEPS) {
    const { kind } = state[step];
    if (kind === 'waiting' || kind === 'running') return step;
    if (kind === 'failed' || kind === 'refused') return null;
  }
  return null;
}

/** Steps of a model that has not begun. */
export function freshState(skip: readonly Step[]): ModelState {
  const of = (step: Step): StepState => ({ kind: skip.includes(step) ? 'skipped' : 'waiting' });
  return { train: of('train'), evaluate: of('evaluate'), register: of('register'), deploy: of('deploy') };
}

/** With which code the pipeline ends, by what went wrong; of several the step that comes first. */
export const EXIT_CODES = {
  data: 10,
  train: 11,
  evaluate: 12,
  refused: 13,
  register: 14,
  deploy: 15,
  /** All models are done, but what comes after them went wrong. */
  afterwards: 16,
} as const;

export function exitCodeOf(states: Iterable<ModelState>): number {
  const codes = [...states].flatMap(state =>
    STEPS.flatMap(step => {
      if (state[step].kind === 'refused') return [EXIT_CODES.refused];
      return state[step].kind === 'failed' ? [EXIT_CODES[step]] : [];
    }),
  );
  return codes.length === 0 ? 0 : Math.min(...codes);
}
