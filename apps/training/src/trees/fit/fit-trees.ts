import type { PermutationImportance } from '@reckit/evaluation';
import { trainXgboost, type Booster, type MetricValues, type RoundReport } from '@reckit/xgboost';
import { describeCalibration } from '../../calibration/describe-calibration';
import { fitCalibration, type FittedCalibration } from '../../calibration/fit-calibration';
import type { TrainingRun } from '../../run/training-model';
import type { LoadedData } from '../data/load-matrices';
import { oneOutputObjective, parametersOf, type TreeFlags } from '../settings/flags';
import { scoreKindOf } from '../settings/objective';
import type { InitialTrees } from '../init/initial-trees';
import { roundsHint } from './rounds-hint';
import { scoreRows } from './score-rows';
import { featureImportance, type TreeImportance } from './feature-importance';
import { treePermutation } from './tree-permutation';

/** Trees as they are served and reported; nothing of it is held by the library. */
export interface FittedTrees {
  readonly parameters: ReturnType<typeof parametersOf>;
  /** What each round measured on both parts. */
  readonly evaluations: readonly RoundReport[];
  /** From 0, of the rounds that were grown. */
  readonly bestIteration: number;
  /** Of the version that is gone on from; 0 without one. */
  readonly roundsBefore: number;
  /** The rounds that are served. */
  readonly rounds: { readonly from: number; readonly to: number };
  /** Of the rows that the model is measured on, by those rounds, calibrated where that is asked for. */
  readonly scores: Float32Array;
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

/** Grows the trees with progress on the console, and gives back what the library holds of them and of the data. */
export async function fitTrees(
  { flags, console }: TrainingRun<TreeFlags>,
  { spec, rowCount, train, validation, permuted }: LoadedData,
  initial: InitialTrees | null,
): Promise<FittedTrees> {
  const parameters = parametersOf(flags, rowCount * spec.features.length);
  const measured = validation ?? train;
  const stopsEarly = validation !== null && flags.earlyStopping > 0;
  const progress = console.progress(flags.rounds, 'round');
  const { booster, roundsBefore, bestIteration, evaluations, stoppedEarly } = await trainXgboost({
    train: train.matrix,
    ...(validation && { validation: validation.matrix }),
    parameters,
    rounds: flags.rounds,
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
  const rounds = { from: 0, to: roundsBefore + bestIteration + 1 };
  console.fact(
    validation ? 'Best round' : 'Rounds',
    `${bestIteration + 1} of ${evaluations.length}${roundsBefore > 0 ? ` after the ${roundsBefore} of before` : ''}${stoppedEarly ? `, stopped after ${flags.earlyStopping} without a better one` : ''}`,
  );
  const hint = validation ? roundsHint(bestIteration + 1, evaluations.length, flags.rounds) : null;
  if (hint !== null) console.fact('Hint', hint);
  const kind = scoreKindOf(oneOutputObjective(flags));
  const scored = scoredRows(booster);
  const permutation = await treePermutation(booster, permuted, spec, {
    ...{ kind, rounds, seed: flags.seed },
    calibration: scored.calibration,
  });
  const fitted = {
    parameters,
    evaluations,
    bestIteration,
    roundsBefore,
    rounds,
    permutation,
    ...scored,
    ...held(booster),
  };
  for (const native of [booster, train.matrix, ...(validation ? [validation.matrix] : [])]) native.close();
  return fitted;

  function held(trained: Booster): Pick<FittedTrees, 'json' | 'ubj' | 'importance'> {
    return {
      json: trained.save('json'),
      ubj: trained.save('ubj'),
      importance: featureImportance(trained, spec),
    };
  }

  function scoredRows(trained: Booster): Pick<FittedTrees, 'scores' | 'calibration'> {
    const served = { begin: rounds.from, end: rounds.to };
    const scoresAs = (output: 'value' | 'margin') =>
      scoreRows(trained, measured, spec, { output, rounds: served });
    const logOdds = flags.calibrate === undefined ? null : scoresAs('margin');
    // What is not finite is refused where it is measured.
    if (flags.calibrate === undefined || !logOdds?.every(Number.isFinite)) {
      return { scores: scoresAs('value'), calibration: null };
    }
    const { labels, weights } = measured;
    const calibration = fitCalibration(flags.calibrate, { labels, logOdds, weights });
    console.fact('Calibrated', describeCalibration(calibration));
    return { scores: calibration.answers.calibrated, calibration };
  }
}

function showMetrics(values: MetricValues): string {
  return [...values].map(([name, value]) => `${name} ${value.toFixed(5)}`).join(' ');
}
