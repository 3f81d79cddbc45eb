import { checkScoredLabels } from '../check-input';
import { weighed } from '../probabilities/weighed-classes';
import type { LogOddsMap } from './log-odds-map';

/** Below it, answers would hardly differ, or stand in the other order. */
const LEAST_SLOPE = 0.01;
const MOST_ITERATIONS = 100;
const SMALLEST_GAIN = 1e-12;
const RIDGE = 1e-12;

/** A slope and what is added, of log-odds. */
interface Line {
  readonly slope: number;
  readonly intercept: number;
}

/**
 * Calibrates by a line in log-odds (Platt, "Probabilistic Outputs for Support Vector Machines", 1999), fitted by Newton's
 * method with backtracking (Lin, Lin and Weng, "A Note on Platt's Probabilistic Outputs for Support Vector Machines",
 * 2007). Where the answers do not rank the rows, so that the slope would not be positive, it is the smallest allowed.
 *
 * @param labels 0 or 1, [rows]
 * @param logOdds of a model's answers, [rows]
 * @param weights of the rows, 1 unless given, [rows]
 * @throws MetricInputError
 */
export function fitPlatt(
  labels: ArrayLike<number>,
  logOdds: ArrayLike<number>,
  weights?: ArrayLike<number>,
): LogOddsMap {
  checkScoredLabels(labels, logOdds, weights);
  const rows = new SmoothedRows(labels, logOdds, weights);
  const free = fitted(rows, { slope: 1, intercept: 0 }, true);
  const { slope, intercept } =
    free.slope >= LEAST_SLOPE ? free : fitted(rows, { slope: LEAST_SLOPE, intercept: free.intercept }, false);
  return { at: [0], to: [intercept], before: slope, after: slope };
}

/** Rows whose labels are those of Platt: as if one more row of each class were known, so that no line is too steep. */
class SmoothedRows {
  readonly #labels: ArrayLike<number>;
  readonly #logOdds: ArrayLike<number>;
  readonly #weights: ArrayLike<number> | undefined;
  readonly #targets: readonly [negative: number, positive: number];

  constructor(labels: ArrayLike<number>, logOdds: ArrayLike<number>, weights?: ArrayLike<number>) {
    this.#labels = labels;
    this.#logOdds = logOdds;
    this.#weights = weights;
    const { positives, negatives } = weighed(labels, weights);
    this.#targets = [1 / (negatives + 2), (positives + 1) / (positives + 2)];
  }

  loss({ slope, intercept }: Line): number {
    let sum = 0;
    this.#each((x, target, weight) => {
      const z = slope * x + intercept;
      // log(1 + e^z) - target z, of whatever size z is.
      sum += weight * (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - target * z);
    });
    return sum;
  }

  /** The gradient of the loss, and its second derivatives. */
  derivatives({ slope, intercept }: Line) {
    const sums = { bySlope: 0, byIntercept: 0, slopes: RIDGE, both: 0, intercepts: RIDGE };
    this.#each((x, target, weight) => {
      const p = 1 / (1 + Math.exp(-(slope * x + intercept)));
      const error = weight * (p - target);
      const curvature = weight * p * (1 - p);
      sums.bySlope += error * x;
      sums.byIntercept += error;
      sums.slopes += curvature * x * x;
      sums.both += curvature * x;
      sums.intercepts += curvature;
    });
    return sums;
  }

  #each(visit: (logOdds: number, target: number, weight: number) => void): void {
    for (let row = 0; row < this.#labels.length; row++) {
      visit(this.#logOdds[row], this.#targets[this.#labels[row]], this.#weights?.[row] ?? 1);
    }
  }
}

/** @param isFree - whether the slope is fitted as well */
function fitted(rows: SmoothedRows, begin: Line, isFree: boolean): Line {
  let line = begin;
  let loss = rows.loss(line);
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const step = newtonStep(rows.derivatives(line), isFree);
    let share = 1;
    let next = moved(line, step, share);
    let nextLoss = rows.loss(next);
    while (!(nextLoss <= loss) && share > SMALLEST_GAIN) {
      share /= 2;
      next = moved(line, step, share);
      nextLoss = rows.loss(next);
    }
    const gain = loss - nextLoss;
    if (!(gain >= 0)) return line;
    [line, loss] = [next, nextLoss];
    if (gain <= SMALLEST_GAIN * Math.abs(loss)) return line;
  }
  return line;
}

function newtonStep(
  { bySlope, byIntercept, slopes, both, intercepts }: ReturnType<SmoothedRows['derivatives']>,
  isFree: boolean,
): Line {
  if (!isFree) return { slope: 0, intercept: -byIntercept / intercepts };
  const determinant = slopes * intercepts - both * both;
  return {
    slope: -(intercepts * bySlope - both * byIntercept) / determinant,
    intercept: -(slopes * byIntercept - both * bySlope) / determinant,
  };
}

function moved({ slope, intercept }: Line, step: Line, share: number): Line {
  return { slope: slope + share * step.slope, intercept: intercept + share * step.intercept };
}
