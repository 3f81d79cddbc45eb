import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readManifest } from '@reckit/artifacts';
import type { BenchContext } from '../../bench-context';
import { atLeast, type MeasureReport, type Target } from '../../report/measure-report';
import { runTraining } from '../../training/training-process';
import { DAYS_BEFORE, writeClickDays, writeHistoryDays, type TwoDays } from '../../training/two-days';

const SEED = 42;
const CLICK_FEATURES = [
  ...['user_id', 'item_id', 'device', 'hour'].map(name => ({ name, kind: 'categorical' })),
  { name: 'price', log: true },
];
/** What the learning rate is divided by for a day on top of a version. */
const DIVISORS = [1, 3, 10, 30] as const;

/** A model that is trained from nothing, and on top of a version. */
interface Side {
  readonly command: string;
  readonly model: string;
  /** Of the learning rate, and what it is by default. */
  readonly rate: { readonly flags: (value: number) => string[]; readonly usual: number };
  /** With which a version stays as it was, so that it is measured on the same rows. */
  readonly still: readonly string[];
  readonly flags: readonly string[];
  readonly metrics: readonly [string, string];
  readonly data: TwoDays;
}

interface Result {
  readonly command: string;
  readonly how: string;
  readonly rate: number | null;
  readonly first: number;
  readonly second: number;
  readonly best: number;
  readonly seconds: number;
}

/** What a day on top of a version is worth beside the day alone, and by which learning rate. */
export async function measureWarmStart(context: BenchContext): Promise<MeasureReport> {
  const { folder, effort, progress } = context;
  const modelDir = path.join(folder, 'warm-start');
  const features = path.join(folder, 'warm-start-features.json');
  await writeFile(features, JSON.stringify({ features: CLICK_FEATURES }));
  progress('warm-start: writing rows');
  const clicks = await writeClickDays(folder, effort.dayRows, SEED);
  const histories = await writeHistoryDays(folder, effort.eventLog, SEED);
  const results: Result[] = [];
  try {
    for (const side of sidesOf(clicks, histories, features)) {
      results.push(...(await resultsOf(side, modelDir, progress)));
    }
    return reportOf(results, clicks, histories);
  } finally {
    await rm(modelDir, { recursive: true, force: true });
    for (const { before, day } of [clicks, histories]) {
      await rm(before, { force: true });
      await rm(day, { force: true });
    }
    await rm(features, { force: true });
  }
}

function sidesOf(clicks: TwoDays, histories: TwoDays, features: string): Side[] {
  const ofNetwork = (usual: number): Pick<Side, 'rate' | 'still'> => ({
    rate: { flags: value => ['--lr', String(value)], usual },
    still: ['--lr', '1e-9', '--epochs', '1'],
  });
  const ofClicks = {
    flags: ['--features', features],
    metrics: ['auc', 'log_loss'],
    data: clicks,
  } as const;
  return [
    {
      command: 'xgb',
      model: 'xgb',
      rate: { flags: value => ['--param', `eta=${value}`], usual: 0.1 },
      still: ['--param', 'eta=0', '--rounds', '1'],
      ...ofClicks,
      flags: [...ofClicks.flags, '--rounds', '1000', '--early-stopping', '20'],
    },
    {
      command: 'deepfm',
      model: 'deepfm',
      ...ofNetwork(0.001),
      ...ofClicks,
      flags: [...ofClicks.flags, '--early-stopping', '4'],
    },
    {
      command: 'youtube-dnn',
      model: 'youtube_dnn',
      ...ofNetwork(0.002),
      flags: ['--time-col', 'time', '--early-stopping', '4'],
      metrics: ['recall_at_20', 'ndcg_at_20'],
      data: histories,
    },
  ];
}

async function resultsOf(
  side: Side,
  modelDir: string,
  progress: BenchContext['progress'],
): Promise<Result[]> {
  const { command, rate, still, data } = side;
  const run = async (
    how: string,
    file: string,
    shownRate: number | null,
    ...flags: string[]
  ): Promise<Result> => {
    const version = how.replaceAll(/[^a-z0-9]+/g, '-');
    progress(`warm-start: ${command}, ${how}`);
    const { seconds } = await runTraining([
      ...[command, '--quiet', '--data-path', file, '--model-dir', modelDir, '--version', version],
      ...[...side.flags, ...flags],
    ]);
    const { metrics, training } = await readManifest(path.join(modelDir, side.model, version));
    const [first, second] = side.metrics.map(name => Number(metrics[name]));
    const best =
      training['best_epoch'] ??
      Number(training['best_iteration']) + 1 - Number(training['rounds_before'] ?? 0);
    return { command, how, rate: shownRate, first, second, best: Number(best), seconds };
  };
  await run('before', data.before, rate.usual);
  const init = ['--init-from', 'before'];
  const results = [
    await run('the version as it was', data.day, null, ...init, ...still),
    await run('the day alone', data.day, rate.usual),
  ];
  for (const divisor of DIVISORS) {
    const value = Number((rate.usual / divisor).toPrecision(2));
    results.push(
      await run(`the day on top, rate / ${divisor}`, data.day, value, ...init, ...rate.flags(value)),
    );
  }
  return results;
}

function reportOf(results: readonly Result[], clicks: TwoDays, histories: TwoDays): MeasureReport {
  return {
    name: 'warm-start',
    title: 'A day on top of a version',
    columns: [
      { key: 'command', title: 'model' },
      { key: 'how', title: 'trained' },
      { key: 'rate', title: 'learning rate' },
      { key: 'first', title: 'AUC or recall@20', decimals: 4 },
      { key: 'second', title: 'log loss or NDCG@20', decimals: 4 },
      { key: 'best', title: 'best round or epoch' },
      { key: 'seconds', title: 'seconds', decimals: 1 },
    ],
    rows: results.map(result => ({ ...result, rate: result.rate === null ? '' : String(result.rate) })),
    targets: [...new Set(results.map(({ command }) => command))].map(command => gainOf(command, results)),
    notes: [
      `The version was trained on ${DAYS_BEFORE} days, the day on ${clicks.dayRows.toLocaleString('en-US')} rows of clicks (sampleInteractionData), or ${histories.dayRows.toLocaleString('en-US')} of histories (sampleEventLog), of which a part is held out, the same for all. What users like stays the same from day to day.`,
    ],
  };
}

function gainOf(command: string, results: readonly Result[]): Target {
  const own = results.filter(result => result.command === command);
  const alone = own.find(({ how }) => how === 'the day alone')?.first ?? NaN;
  const onTop = own.filter(({ how }) => how.startsWith('the day on top')).map(({ first }) => first);
  return atLeast(
    `${command}: the day on top over the day alone at each learning rate, at least 0`,
    Math.min(...onTop) - alone,
    0,
    4,
  );
}
