import { InvalidArgumentError, type Command } from 'commander';
import { DEFAULT_PARAMETERS, type Parameters } from '@reckit/xgboost';
import { addCalibrateFlag, checkCalibrate, type CalibrateFlag } from '../../calibration/calibrate-flag';
import {
  addNegativeShareFlag,
  checkNegativeShare,
  type NegativeShareFlag,
} from '../../negatives/negative-share-flag';
import { addRepeatFlag } from '../../repeat/repeat-flag';
import { BadTrainingRun } from '../../run/errors';
import { USUALLY_FAIL } from '../../validation/finding';
import type { CommonFlags } from '../../run/training-model';
import { addMemoryFlags } from '../../run/memory/memory-flags';
import { addSplitFlags, askedSplit, type SplitFlags } from '../../run/split/split-flags';
import { addTogetherFlags, askedTogether, type TogetherFlags } from '../../run/together/together-flags';
import { addWeightFlag, type WeightFlag } from '../../run/split/weight-flag';
import { positiveWholeNumber, wholeNumber } from '../../run/number-flags';
import { scoreKindOf } from './objective';
import { evalMetrics, LOSS } from './stopping-metric';

/** The flags that only the tree models have. */
export interface TreeFlags extends SplitFlags, WeightFlag, CalibrateFlag, NegativeShareFlag, TogetherFlags {
  readonly normalize?: boolean;
  /** Absent: by whether early stopping may end them (see `roundsAtMost`). */
  readonly rounds?: number;
  readonly earlyStopping: number;
  /** The metric by which the best round is told. */
  readonly earlyStoppingMetric: string;
  readonly workers?: number;
  readonly param: Readonly<Record<string, string>>;
}

/**
 * Rounds unless a flag says otherwise. Numbers, and ids whose pairs come again, go on getting better for hundreds of them; what
 * has no validation to end it, or is told not to, would go on beyond what holds for other rows.
 */
const ROUNDS = { untilWorse: 1_000, all: 100 } as const;

export function addTreeFlags(command: Command): void {
  addSplitFlags(command);
  addWeightFlag(command);
  addMemoryFlags(command);
  command
    .option('--normalize', 'standardise the features')
    .option(
      '--rounds <n>',
      `boosting rounds at most (default: ${ROUNDS.untilWorse}; ${ROUNDS.all} where early stopping ends none)`,
      positiveWholeNumber,
    )
    .option(
      '--early-stopping <n>',
      'stop after so many rounds without a better validation score; 0 never stops',
      wholeNumber,
      10,
    )
    .option(
      '--early-stopping-metric <name>',
      'the metric by which the best round is told: that of the objective, one that is reported, or one of XGBoost',
      LOSS,
    )
    .option('--workers <n>', 'threads (default: 1 for small data, else all cores)', positiveWholeNumber)
    .option('--param <name=value>', 'any XGBoost parameter; may be repeated', collectParameter, {});
  addCalibrateFlag(command);
  addNegativeShareFlag(command);
  addRepeatFlag(command);
  addTogetherFlags(command);
}

/** @throws BadTrainingRun for flags that do not go together */
export function checkTreeFlags(flags: CommonFlags & TreeFlags): void {
  askedSplit(flags);
  checkCalibrate(flags);
  checkNegativeShare(flags);
  const { calibrate, negativeShare, earlyStoppingMetric, param } = flags;
  const objective = oneOutputObjective(flags);
  if (calibrate !== undefined && scoreKindOf(objective) !== 'probability') {
    throw new BadTrainingRun(
      `--calibrate ${calibrate} mends probabilities, and the objective ${objective} gives none: leave it out, or train with binary:logistic.`,
    );
  }
  if (negativeShare !== undefined && scoreKindOf(objective) !== 'probability') {
    throw new BadTrainingRun(
      `--negative-share corrects probabilities, and the objective ${objective} gives none: leave it out, or train with binary:logistic.`,
    );
  }
  evalMetrics(earlyStoppingMetric, param);
  checkFailOn(flags);
}

function checkFailOn(flags: CommonFlags & TreeFlags): void {
  const isUsual = [[], USUALLY_FAIL].some(usual => String(usual) === String(flags.failOn ?? USUALLY_FAIL));
  if (askedTogether(flags) === null || isUsual) return;
  throw new BadTrainingRun(
    '--fail-on looks at all rows, and each of several processes has a share of them: run `validate xgb` with --fail-on before, and leave it out here.',
  );
}

/** How many rounds are grown at most. */
export function roundsAtMost({ rounds }: Pick<TreeFlags, 'rounds'>, stopsEarly: boolean): number {
  return rounds ?? (stopsEarly ? ROUNDS.untilWorse : ROUNDS.all);
}

/** Cells of a matrix below which threads wait for each other longer than they compute. */
const SMALL_MATRIX = 500_000;

/** XGBoost's second names of the parameters that other flags set. */
const FIRST_NAMES: Readonly<Record<string, string>> = { random_state: 'seed', n_jobs: 'nthread' };

/** The parameters to train with, beside the defaults of the library; `--param` wins over the other flags. */
export function parametersOf(flags: CommonFlags & TreeFlags, matrixSize: number): Parameters {
  const threads = flags.workers ?? (matrixSize < SMALL_MATRIX ? 1 : null);
  return {
    seed: flags.seed,
    ...(threads !== null && { nthread: threads }),
    ...withFirstNames(flags.param),
    ...evalMetrics(flags.earlyStoppingMetric, flags.param),
  };
}

/** Whether the trees are grown from bins, and into how many a feature is cut if that is not as usual. */
export function binsOf({ param }: TreeFlags): { readonly usesBins: boolean; readonly maxBin?: number } {
  const method = param['tree_method'] ?? DEFAULT_PARAMETERS.tree_method;
  const usesBins = method === 'hist' && param['booster'] !== 'gblinear';
  const maxBin = Number(param['max_bin']);
  return { usesBins, ...(Number.isInteger(maxBin) && maxBin > 1 && { maxBin }) };
}

/** A parameter given under both of its names keeps both, and the library refuses it. */
function withFirstNames(param: TreeFlags['param']): Record<string, string> {
  const entries = Object.entries(param).map(([name, value]) => {
    const first = FIRST_NAMES[name] ?? name;
    return [first in param ? name : first, value] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * The objective to train for.
 *
 * @throws BadTrainingRun for one with several outputs, since labels and metrics here are one number a row, and for one that
 *   has no weights of rows where there are some
 */
export function oneOutputObjective({ param, weightCol }: TreeFlags): string {
  const objective = param['objective'] ?? DEFAULT_PARAMETERS.objective;
  if (objective.startsWith('rank:') && weightCol !== undefined) {
    throw new BadTrainingRun(
      `The objective ${objective} weighs lists of rows, and not the rows: leave out --weight-col, or choose another objective.`,
    );
  }
  if (!objective.startsWith('multi:')) return objective;
  throw new BadTrainingRun(
    `The objective ${objective} gives several numbers a row, and training measures one against the label; choose one such as binary:logistic.`,
  );
}

function collectParameter(text: string, collected: Readonly<Record<string, string>>): Record<string, string> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('Give name=value, for example --param max_depth=6.');
  return { ...collected, [text.slice(0, equals).trim()]: text.slice(equals + 1).trim() };
}
