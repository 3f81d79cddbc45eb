import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readManifest } from '@reckit/artifacts';
import { writeCsv } from '@reckit/data';
import type { BenchContext } from '../../bench-context';
import { QUALITY_DATA, type QualityData } from '../../quality/quality-data';
import { DEFAULTS, QUALITY_OPTIONS, TREES, type QualityOption } from '../../quality/quality-options';
import { atLeast, below, type Cell, type MeasureReport } from '../../report/measure-report';
import { deviation, mean } from '../../statistics';
import { runTraining } from '../../training/training-process';

const DATA_SEED = 42;
/** By which the defaults of networks may be behind trees and still be level with them. */
const LEVEL = 0.001;

/** What came of the trainings of one option on the data of one shape, seed by seed. */
interface Result {
  readonly option: QualityOption;
  readonly data: QualityData;
  readonly auc: readonly number[];
  readonly logLoss: readonly number[];
}

/** How well a network learns data of several shapes by its defaults and by other settings, beside trees. */
export async function measureQuality(context: BenchContext): Promise<MeasureReport> {
  const results: Result[] = [];
  for (const data of QUALITY_DATA) results.push(...(await resultsOn(data, context)));
  return reportOf(results, context);
}

async function resultsOn(data: QualityData, context: BenchContext): Promise<Result[]> {
  const { folder, effort, progress } = context;
  const { rows, seeds } = effort.quality;
  const stem = path.join(folder, `quality-${data.name}`);
  const files = { rows: `${stem}.csv`, features: `${stem}.json` };
  await writeCsv(files.rows, data.generate({ rows, seed: DATA_SEED }));
  const given = ['--quiet', '--data-path', files.rows, '--features', files.features, ...data.flags];
  const results: Result[] = [];
  try {
    for (const option of QUALITY_OPTIONS.filter(({ command }) => command !== 'din' || data.shares)) {
      await writeFile(files.features, JSON.stringify({ label: 'label', features: featuresOf(option, data) }));
      const runs = [];
      for (let seed = 1; seed <= seeds; seed++) {
        progress(`quality: ${data.title}, ${option.title}, seed ${seed}`);
        const flags = [...given, '--seed', String(seed)];
        runs.push(await train(option, flags, stem, effort.qualityEpochs));
      }
      const [auc, logLoss] = [runs.map(run => run.auc), runs.map(run => run.logLoss)];
      results.push({ option, data, auc, logLoss });
      progress(`quality: ${data.title}, ${option.title}: ${shown({ auc, logLoss })}`);
    }
  } finally {
    for (const file of Object.values(files)) await rm(file, { force: true });
  }
  return results;
}

/** The features that an option is trained on. */
function featuresOf(
  { command, isDerived }: QualityOption,
  { features, derived, shares }: QualityData,
): QualityData['features'] {
  const all = isDerived ? derived : features;
  // Trees take no sequences.
  if (command === 'xgb') return all.filter(({ kind }) => kind !== 'sequence');
  if (command !== 'din') return all;
  return all.map(feature =>
    shares?.[feature.name] ? { ...feature, shares: shares[feature.name] } : feature,
  );
}

async function train(
  { command, flags }: QualityOption,
  given: readonly string[],
  modelDir: string,
  epochs: number | null,
): Promise<{ auc: number; logLoss: number }> {
  const budget = epochs === null ? [] : [command === 'xgb' ? '--rounds' : '--epochs', String(epochs)];
  try {
    await runTraining([command, ...given, '--model-dir', modelDir, '--version', 'v1', ...flags, ...budget]);
    const { metrics } = await readManifest(path.join(modelDir, command, 'v1'));
    return { auc: Number(metrics['auc']), logLoss: Number(metrics['log_loss']) };
  } finally {
    await rm(modelDir, { recursive: true, force: true });
  }
}

function reportOf(results: readonly Result[], { effort }: BenchContext): MeasureReport {
  const { rows, seeds } = effort.quality;
  const find = (option: QualityOption, name: string) =>
    results.find(result => result.option === option && result.data.name === name);
  const ahead = (metric: 'auc' | 'logLoss'): number =>
    mean(find(DEFAULTS, 'ids')?.[metric] ?? []) - mean(find(TREES, 'ids')?.[metric] ?? []);
  return {
    name: 'quality',
    title: 'What is learnt from data of several shapes',
    columns: [
      { key: 'option', title: 'trained' },
      ...QUALITY_DATA.map(({ name, title }) => ({ key: name, title })),
      { key: 'farthest', title: 'farthest from the best log loss', decimals: 4 },
    ],
    rows: QUALITY_OPTIONS.map(option => ({
      option: option.title,
      ...Object.fromEntries(
        QUALITY_DATA.map(({ name }): [string, Cell] => {
          const result = find(option, name);
          return [name, result ? shown(result) : ''];
        }),
      ),
      farthest: option.isDerived ? '' : farthest(option, results),
    })),
    targets: [
      atLeast(`long-tailed ids: AUC of deepfm over that of xgb at least -${LEVEL}`, ahead('auc'), -LEVEL, 4),
      below(
        `long-tailed ids: log loss of deepfm over that of xgb below ${LEVEL}`,
        ahead('logLoss'),
        LEVEL,
        '',
        4,
      ),
    ],
    notes: [
      `AUC and log loss of the fifth of ${rows.toLocaleString('en-US')} rows that is held out, by which the best epoch or round was chosen, too: mean ± deviation over ${seeds} seeds, which also choose that fifth, but for the sequences, where it is the newest rows. Ids are categories, for trees as well, which do without the sequences; din is trained on these alone, each compared with its category. How far a setting may be from the best of all networks with the same features on any of the data says how safe a default it would be. Buckets are 16 quantiles of each number; crosses are of user and item, user and thing, user and genre, in 100,000 buckets each.`,
    ],
  };
}

/** How much worse than the best network an option is where that is most, of the data that it can be trained on. */
function farthest(option: QualityOption, results: readonly Result[]): number {
  return Math.max(
    ...QUALITY_DATA.flatMap(({ name }) => {
      const ofData = results.filter(({ data }) => data.name === name);
      const networks = ofData.filter(({ option: { command, isDerived } }) => command !== 'xgb' && !isDerived);
      const best = Math.min(...networks.map(({ logLoss }) => mean(logLoss)));
      const own = ofData.find(result => result.option === option);
      return own ? [mean(own.logLoss) - best] : [];
    }),
  );
}

function shown({ auc, logLoss }: Pick<Result, 'auc' | 'logLoss'>): string {
  return [auc, logLoss]
    .map(values => `${mean(values).toFixed(4)} ± ${deviation(values).toFixed(4)}`)
    .join(' / ');
}
