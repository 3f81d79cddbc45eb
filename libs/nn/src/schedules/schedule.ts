/** The learning rate of a step; steps are counted from 1 over the whole training. */
export type Schedule = (step: number) => number;

/** The same rate throughout. */
export function constant(learningRate: number): Schedule {
  return () => learningRate;
}

export interface DecaySettings {
  readonly initial: number;
  /** Steps after which the rate is multiplied by `factor`. */
  readonly everySteps: number;
  readonly factor: number;
}

/** `initial · factor^(steps taken / everySteps)`, a little less with each step. */
export function exponentialDecay({ initial, everySteps, factor }: DecaySettings): Schedule {
  return step => initial * factor ** ((step - 1) / everySteps);
}

/** As the exponential decay, in stairs: the rate changes only after each `everySteps` steps. */
export function stepDecay({ initial, everySteps, factor }: DecaySettings): Schedule {
  return step => initial * factor ** Math.floor((step - 1) / everySteps);
}

export interface CosineSettings {
  /** The rate after the warm-up. */
  readonly peak: number;
  /** Length of the training, warm-up included; afterwards the rate stays at `final`. */
  readonly totalSteps: number;
  /** Steps in which the rate rises evenly to `peak`, which the last of them has. @default 0 */
  readonly warmupSteps?: number;
  /** @default 0 */
  readonly final?: number;
}

/**
 * Half a cosine from `peak` to `final` (Loshchilov and Hutter, "SGDR", 2017, without restarts), after a linear
 * warm-up (Goyal et al., 2017). The step after the last one has `final`.
 */
export function cosine({ peak, totalSteps, warmupSteps = 0, final = 0 }: CosineSettings): Schedule {
  const fallingSteps = Math.max(1, totalSteps - warmupSteps);
  return step => {
    if (step <= warmupSteps) return (peak * step) / warmupSteps;
    const share = Math.min(1, (step - 1 - warmupSteps) / fallingSteps);
    return final + ((peak - final) * (1 + Math.cos(Math.PI * share))) / 2;
  };
}
