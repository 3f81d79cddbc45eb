import { createRandom } from '@reckit/data';
import { auc, logLoss, mae, permutationImportance, type PermutationImportance } from '@reckit/evaluation';
import { encodedWidth, type FeatureSpec } from '@reckit/features';
import { DMatrix, type Booster } from '@reckit/xgboost';
import { calibrated, type FittedCalibration } from '../../calibration/fit-calibration';
import { isMeasurable } from '../../importance/is-measurable';
import { permutedColumns } from '../../importance/permuted-rows';
import { matrixFeatures } from '../data/load-matrices';
import type { RowsInMemory } from '../data/tree-data';
import type { ScoreKind } from '../settings/objective';

/** By what each kind of score is measured. */
const MEASURES = {
  probability: { name: 'log loss', worseIf: 'more', of: logLoss },
  score: {
    name: 'AUC',
    worseIf: 'less',
    of: (...rows: Parameters<typeof auc>) => auc(...rows) ?? NaN,
  },
  value: { name: 'MAE', worseIf: 'more', of: mae },
} as const;

/**
 * How much worse trees score without a feature.
 *
 * @param rounds - that are served
 */
export async function treePermutation(
  booster: Pick<Booster, 'predict'>,
  { matrix, labels, weights }: RowsInMemory,
  spec: FeatureSpec,
  {
    kind,
    rounds,
    seed,
    calibration,
  }: {
    readonly kind: ScoreKind;
    readonly rounds: { readonly from: number; readonly to: number };
    readonly seed: number;
    /** Of the scores; null where they stay as they are. */
    readonly calibration: FittedCalibration | null;
  },
): Promise<PermutationImportance> {
  const random = createRandom(seed);
  const { of: measure, ...measured } = MEASURES[kind];
  return permutationImportance(
    { encoded: matrix, width: encodedWidth(spec), ...permutedColumns(spec) },
    [measured],
    () => random.uniform(),
    async permuted => {
      const rows = new DMatrix({ data: permuted, labels, ...matrixFeatures(spec) });
      try {
        const served = { begin: rounds.from, end: rounds.to };
        const scores = calibration
          ? calibrated(calibration.map, booster.predict(rows, { output: 'margin', rounds: served }))
          : booster.predict(rows, { rounds: served });
        return [isMeasurable(labels, scores, weights) ? measure(labels, scores, weights) : NaN];
      } finally {
        rows.close();
      }
    },
  );
}
