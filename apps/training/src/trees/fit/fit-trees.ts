import type { PermutationImportance } from '@reckit/evaluation';
import { encodedWidth } from '@reckit/features';
import type { Collective, Meeting } from '@reckit/collective';
import { trainXgboost, type MetricValues, type RoundReport } from '@reckit/xgboost';
import type { CalibrationMethod } from '../../calibration/calibrate-flag';
import { describeCalibration } from '../../calibration/describe-calibration';
import { fitCalibration, type FittedCalibration } from '../../calibration/fit-calibration';
import { probabilitiesOf } from '../../calibration/log-odds';
import { PartDone } from '../../run/together/part-done';
import type { TrainingRun } from '../../run/training-model';
import type { LoadedData } from '../data/load-matrices';
import { oneOutputObjective, parametersOf, roundsAtMost, type TreeFlags } from '../settings/flags';
import { scoreKindOf } from '../settings/objective';
import type { InitialTrees } from '../init/initial-trees';
import { measuredOfAll, type MeasuredRows } from './measured-of-all';
import { roundsHint } from './rounds-hint';
import { scoreRows } from './score-rows';
import { featureImportance, type TreeImportance } from './feature-importance';
import { treePermutation } from './tree-permutation';

/** Trees as they are served and reported; nothing of it is held by the library. */
export interface FittedTrees {
  readonly parameters: ReturnType<typeof parametersOf>;
  /** At most so many were to be grown. */
  readonly roundsRequested: number;
  /** What each round measured on both parts. */
  readonly evaluations: readonly RoundReport[];
  /** From 0, of the rounds that were grown. */
  readonly bestIteration: number;
  /** Of the version that is gone on from; 0 without one. */
  readonly roundsBefore: number;
  /** The rounds that are served. */
  readonly rounds: { readonly from: number; readonly to: number };
  /** The rows that the model is measured on, with their scores by those rounds, calibrated where that is asked for. */
  readonly measured: MeasuredRows;
  /** Null where the scores stay as they are. */
  readonly calibration: FittedCalibration | null;
  /** The model as XGBoost writes it. */
  readonly json: Uint8Array;
  /** The same; sets of many thousand categories take a fraction of the time and memory to read back. */
  readonly ubj: Uint8Array;
  readonly importance: readonly TreeImportance[];
  /** What features are worth on some of these rows. */
  readonly permutation: PermutationImportance;
}

/** The processes that grow trees together. */
export interface GrowingTogether {
  readonly meeting: Meeting;
  readonly collective: Collective;
}

/**
 * Grows the trees with progress on the console, and gives back what the library holds of them and of the data.
 *
 * @param together - null where this process grows them alone
 * @throws PartDone in all processes but the first, once that has what it needs of them
 */
export async function fitTrees(
  { flags, console }: TrainingRun<TreeFlags>,
  { spec, rowCount, train, validation, permuted }: LoadedData,
  initial: InitialTrees | null,
  together: GrowingTogether | null,
): Promise<FittedTrees> {
  const parameters = parametersOf(flags, rowCount * encodedWidth(spec));
  const measured = validation ?? train;
  const stopsEarly = validation !== null && flags.earlyStopping > 0;
  const roundsRequested = roundsAtMost(flags, stopsEarly);
  const progress = console.progress(roundsRequested, 'round');
  const { booster, roundsBefore, bestIteration, evaluations, stoppedEarly } = await trainXgboost({
    train: train.matrix,
    ...(validation && { validation: validation.matrix }),
    parameters,
    rounds: roundsRequested,
    ...(initial && { init: initial.model }),
    ...(stopsEarly && { earlyStoppingRounds: flags.earlyStopping }),
    onRound: ({ round, train, validation }) =>
      progress.step(
        round + 1,
        [
          `train ${showMetrics(train)}`,
          ...(validation.size > 0 ? [`validation ${showMetrics(validation)}`] : []),
        ].join('  '),
      ),
    onWarning: warning => console.warn(warning),
  }).finally(() => progress.end());
  // What follows each does by itself.
  together?.collective.close();
  const rounds = { from: 0, to: roundsBefore + bestIteration + 1 };
  console.fact(
    validation ? 'Best round' : 'Rounds',
    `${bestIteration + 1} of ${evaluations.length}${roundsBefore > 0 ? ` after the ${roundsBefore} of before` : ''}${stoppedEarly ? `, stopped after ${flags.earlyStopping} without a better one` : ''}`,
  );
  const hint = validation ? roundsHint(bestIteration + 1, evaluations.length, roundsRequested) : null;
  if (hint !== null) console.fact('Hint', hint);
  const natives = [booster, train.matrix, ...(validation ? [validation.matrix] : [])];
  const served = { begin: rounds.from, end: rounds.to };
  // Calibrations are learnt from log-odds.
  const output = flags.calibrate === undefined ? 'value' : 'margin';
  const own = ownMeasured(scoreRows(booster, measured, spec, { output, rounds: served }));
  const all = together ? await measuredOfAll(own, measured, together.meeting) : own;
  if (together && together.meeting.rank > 0) {
    for (const native of natives) native.close();
    throw new PartDone();
  }
  const scored =
    flags.calibrate === undefined ? { measured: all, calibration: null } : calibrate(all, flags.calibrate);
  if (scored.calibration) console.fact('Calibrated', describeCalibration(scored.calibration));
  const kind = scoreKindOf(oneOutputObjective(flags));
  const permutation = await treePermutation(booster, permuted, spec, {
    ...{ kind, rounds, seed: flags.seed },
    calibration: scored.calibration,
  });
  const fitted = {
    parameters,
    roundsRequested,
    evaluations,
    bestIteration,
    roundsBefore,
    rounds,
    permutation,
    ...scored,
    json: booster.save('json'),
    ubj: booster.save('ubj'),
    importance: featureImportance(booster, spec),
  };
  for (const native of natives) native.close();
  return fitted;

  function ownMeasured(scores: Float32Array): MeasuredRows {
    return { scores, labels: measured.labels, ...(measured.weights && { weights: measured.weights }) };
  }
}

/** @param rows - their scores are log-odds */
function calibrate(
  rows: MeasuredRows,
  method: CalibrationMethod,
): Pick<FittedTrees, 'measured' | 'calibration'> {
  const { labels, scores: logOdds, weights } = rows;
  // What is not finite is refused where it is measured.
  if (!logOdds.every(Number.isFinite)) {
    return { measured: { ...rows, scores: probabilitiesOf(logOdds) }, calibration: null };
  }
  const calibration = fitCalibration(method, { labels, logOdds, weights });
  return { measured: { ...rows, scores: calibration.answers.calibrated }, calibration };
}

function showMetrics(values: MetricValues): string {
  return [...values].map(([name, value]) => `${name} ${value.toFixed(5)}`).join(' ');
}
