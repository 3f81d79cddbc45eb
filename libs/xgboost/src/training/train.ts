import { setImmediate } from 'node:timers/promises';
import { Booster } from './booster';
import type { Matrix } from '../matrices/matrix';
import { EarlyStopping, isMaximized } from './early-stopping';
import { BadTraining } from '../errors';
import type { MetricValues } from './evaluation';
import { defaultsBeside, type Parameters } from './parameters';

export interface RoundReport {
  /** Counted from 0, those of `init` not counted. */
  readonly round: number;
  readonly train: MetricValues;
  /** Without entries if there is no validation set. */
  readonly validation: MetricValues;
}

export interface TrainOptions {
  readonly train: Matrix;
  readonly validation?: Matrix;
  /** Over DEFAULT_PARAMETERS. */
  readonly parameters?: Parameters;
  /** Boosting rounds at most, those of `init` not counted. */
  readonly rounds: number;
  /**
   * A model to go on from, as `Booster.save` wrote it. Its rounds up to its best one stay, and so does its base score. It
   * has the features of `train`, and was trained for the objective that the parameters name. @default none
   */
  readonly init?: Uint8Array;
  /** Stops after so many rounds in which the last metric of the validation set got no better. @default never */
  readonly earlyStoppingRounds?: number;
  readonly onRound?: (report: RoundReport) => void;
  /** Takes what the library warns of. @default warnings are dropped */
  readonly onWarning?: (warning: string) => void;
  /** Ends the training before the next round, with the signal's reason as error. */
  readonly signal?: AbortSignal;
}

export interface TrainedXgboost {
  /** Rounds of `init` that the booster begins with; 0 without it. */
  readonly roundsBefore: number;
  /** All rounds that were trained, with `best_iteration` and `best_score` as attributes if early stopping was on. */
  readonly booster: Booster;
  readonly evaluations: readonly RoundReport[];
  /** New round of the best score, counted from 0; the last round without early stopping. */
  readonly bestIteration: number;
  /** Last metric of the validation set in that round; undefined without a validation set. */
  readonly bestScore: number | undefined;
  readonly stoppedEarly: boolean;
}

/**
 * Trains as `xgboost.train` of the Python package does, train set evaluated first, validation set last.
 * Each round blocks the thread; between rounds the event loop runs, so progress is drawn and signals are
 * answered. The caller closes the booster.
 *
 * @throws BadTraining, BadParameter, UnknownParameter, or LibraryError for what the library refuses
 */
export async function trainXgboost(options: TrainOptions): Promise<TrainedXgboost> {
  checkOptions(options);
  const { train, validation, parameters = {}, onWarning, signal } = options;
  const model = options.init && upToBest(options.init);
  const booster = Booster.create({
    parameters,
    defaults: model ? withoutBaseScore(defaultsBeside(parameters)) : defaultsBeside(parameters),
    ...(model && { model }),
    matrices: validation ? [train, validation] : [train],
    ...(onWarning && { onWarning }),
  });
  try {
    return await boost(booster, options);
  } catch (error) {
    booster.close();
    throw signal?.aborted ? signal.reason : error;
  }
}

async function boost(booster: Booster, options: TrainOptions): Promise<TrainedXgboost> {
  const { train, validation, rounds, earlyStoppingRounds, onRound, signal } = options;
  const sets = new Map([['train', train], ...(validation ? [['validation', validation] as const] : [])]);
  const roundsBefore = booster.rounds;
  const evaluations: RoundReport[] = [];
  let stopping: EarlyStopping | undefined;
  let stoppedEarly = false;
  for (let round = 0; round < rounds && !stoppedEarly; round++) {
    await setImmediate(undefined, { signal });
    booster.update(train);
    const values = booster.evaluate(sets);
    const report: RoundReport = {
      round,
      train: values.get('train') ?? new Map(),
      validation: values.get('validation') ?? new Map(),
    };
    evaluations.push(report);
    onRound?.(report);
    if (earlyStoppingRounds === undefined) continue;
    const [metric, score] = lastMetric(report.validation);
    stopping ??= new EarlyStopping(earlyStoppingRounds, isMaximized(metric));
    stoppedEarly = stopping.record(round, score);
  }
  const best = stopping?.best;
  if (best !== undefined) {
    booster.setAttribute('best_iteration', String(roundsBefore + best.round));
    booster.setAttribute('best_score', String(best.score));
  }
  const last = evaluations.at(-1);
  return {
    booster,
    roundsBefore,
    evaluations,
    bestIteration: best?.round ?? rounds - 1,
    bestScore: best?.score ?? (last && [...last.validation.values()].at(-1)),
    stoppedEarly,
  };
}

/** A model without the rounds after its best one, and without what says which one that is. */
function upToBest(model: Uint8Array): Uint8Array {
  const whole = Booster.load(model);
  try {
    const best = whole.attribute('best_iteration');
    if (best === undefined) return model;
    const kept = whole.slice(0, Number(best) + 1);
    try {
      return kept.save('ubj');
    } finally {
      kept.close();
    }
  } finally {
    whole.close();
  }
}

/** What the trees of a model were grown upon cannot change any more. */
function withoutBaseScore({ base_score: _, ...parameters }: Parameters): Parameters {
  return parameters;
}

function checkOptions({ rounds, earlyStoppingRounds, train, validation }: TrainOptions): void {
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new BadTraining(`rounds is ${rounds}: give a whole number, 1 or more.`);
  if (!train.hasLabels || validation?.hasLabels === false)
    throw new BadTraining('A matrix has no labels: create train and validation sets with `labels`.');
  if (earlyStoppingRounds === undefined) return;
  if (!Number.isInteger(earlyStoppingRounds) || earlyStoppingRounds < 1)
    throw new BadTraining(`earlyStoppingRounds is ${earlyStoppingRounds}: give a whole number, 1 or more.`);
  if (validation === undefined)
    throw new BadTraining('earlyStoppingRounds needs a validation set: give one, or leave it out.');
}

function lastMetric(values: MetricValues): [metric: string, score: number] {
  const last = [...values].at(-1);
  if (last === undefined)
    throw new BadTraining(
      'Early stopping needs a metric: set eval_metric, or leave earlyStoppingRounds out.',
    );
  return last;
}
