import { categoryRows, encodedColumns } from '@reckit/features';
import { describeCalibration } from '../calibration/describe-calibration';
import type { FittedCalibration } from '../calibration/fit-calibration';
import { describeNegatives } from '../negatives/describe-negatives';
import { percent } from '../report/percent';
import { initialFacts } from '../run/init/initial-version';
import { describeParts } from '../run/split/describe-split';
import { describeWeights } from '../run/split/weight-flag';
import type { TrainingRun } from '../run/training-model';
import type { LoadedData } from './data/load-matrices';
import type { TreeFlags } from './settings/flags';

/** Says on the console what is trained on. */
export function sayWhatIsRead(
  { flags, data: { shown }, console, together }: TrainingRun<TreeFlags>,
  data: LoadedData,
): void {
  console.fact('Data', describeData(shown, data));
  const categories = describeCategories(data);
  if (categories !== '') console.fact('Categories', categories);
  console.fact('Split', describeParts(data.heldOut.plan, data.trainRowCount, data.heldOut.rows.length));
  if (together) {
    console.fact('Processes', `${together.worldSize}, each with its share of the rows`);
    console.fact('Checks', 'none, for no process sees all rows: look at them with `validate xgb`');
  }
  if (data.memory !== 'matrix') console.fact('Memory', MEMORY[data.memory]);
  if (data.negatives) console.fact('Negatives', describeNegatives(data.negatives));
  if (flags.weightCol !== undefined) console.fact('Weights', describeWeights(flags.weightCol));
}

const MEMORY = {
  bins: 'the rows are cut into bins block by block',
  files: 'the rows are read from disk in every round, for --max-memory allows no more; that takes long',
} as const satisfies Record<Exclude<LoadedData['memory'], 'matrix'>, string>;

/** The facts of a training that stand first in its report. */
export function factsOfTrees(
  { flags, data: { shown }, initial }: TrainingRun<TreeFlags>,
  data: LoadedData,
  training: {
    readonly parameters: object;
    readonly library: string;
    readonly seconds: number;
    readonly rounds_trained: number;
    readonly rounds_before?: number;
  },
  calibration: FittedCalibration | null,
): { name: string; value: string | number }[] {
  const categories = describeCategories(data);
  return [
    { name: 'Data', value: describeData(shown, data) },
    ...initialFacts(initial),
    ...(training.rounds_before === undefined
      ? []
      : [{ name: 'Rounds of before', value: training.rounds_before }]),
    { name: 'Rows trained on', value: data.trainRowCount },
    { name: 'Rows validated on', value: data.heldOut.rows.length },
    {
      name: 'Split',
      value: describeParts(data.heldOut.plan, data.trainRowCount, data.heldOut.rows.length),
    },
    ...(data.negatives ? [{ name: 'Negatives', value: describeNegatives(data.negatives) }] : []),
    ...(flags.weightCol === undefined ? [] : [{ name: 'Weights', value: describeWeights(flags.weightCol) }]),
    {
      name: 'Features',
      value: encodedColumns(data.spec)
        .map(({ feature }) => feature.name)
        .join(', '),
    },
    ...(categories === '' ? [] : [{ name: 'Categories', value: categories }]),
    { name: 'Normalised', value: flags.normalize ? 'yes' : 'no' },
    { name: 'Rounds trained', value: training.rounds_trained },
    {
      name: 'Parameters',
      value: Object.entries(training.parameters)
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
    },
    ...(calibration ? [{ name: 'Calibrated', value: describeCalibration(calibration) }] : []),
    { name: 'Seed', value: String(flags.seed) },
    { name: 'Library', value: training.library },
    { name: 'Seconds', value: training.seconds },
  ];
}

function describeData(file: string, { rowCount, positives, missingCount }: LoadedData): string {
  const parts = [file, `${count(rowCount)} rows`];
  if (positives !== null) parts.push(`${percent(positives / rowCount)} positive`);
  if (missingCount > 0) parts.push(`${count(missingCount)} missing values`);
  return parts.join(', ');
}

/** The values of each category that the trees can tell apart. */
function describeCategories({ spec }: LoadedData): string {
  return encodedColumns(spec)
    .flatMap(({ feature }) => {
      if (feature.kind === 'numeric' || feature.kind === 'sequence') return [];
      const { name, coding } = feature;
      const size =
        coding.kind === 'hash'
          ? `${count(coding.buckets)} buckets`
          : `${count(categoryRows(coding) - 1)} values`;
      return [`${name} ${size}`];
    })
    .join(', ');
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}
