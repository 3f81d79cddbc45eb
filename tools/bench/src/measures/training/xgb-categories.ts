import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openPackage, type OpenPackage } from '@reckit/artifacts';
import { sampleInteractionData, stratifiedSplit, writeSampleData } from '@reckit/data';
import { parseFeatureMeta, RowEncoder } from '@reckit/features';
import { Model } from '@reckit/inference';
import type { BenchContext } from '../../bench-context';
import { inTurns } from '../../in-turns';
import { atLeast, below, type Cell, type MeasureReport, type Target } from '../../report/measure-report';
import { median } from '../../statistics';
import { runPythonPeer } from '../../training/python-peer';
import { runTraining } from '../../training/training-process';

const SEED = 42;
const VALIDATION_SHARE = 0.2;
const ROUNDS = 1_000;
const EARLY_STOPPING = 30;
const CATEGORIES = ['user_id', 'item_id', 'device', 'hour'];
const NUMBERS = ['price'];
const LABEL = 'label';
/** More than there are ids, so that few share a bucket. */
const BUCKETS = 20_000;
const SCORED_ROWS = [1, 1_000] as const;
const SCORE_TIMEOUT_MS = 60_000;
/** How far our AUC may lie below Python's, and how far numbers must lie below categories. */
const CLOSE_ENOUGH = 0.003;
const CLEARLY_WORSE = 0.01;

const SIDES = {
  categories: CATEGORIES.map(name => ({ name, kind: 'categorical' })),
  buckets: CATEGORIES.map(name => ({ name, kind: 'categorical', buckets: BUCKETS })),
  numbers: CATEGORIES.map(name => ({ name, kind: 'numeric' })),
} as const;
type Side = keyof typeof SIDES;

const TITLES: Readonly<Record<Side, string>> = {
  categories: 'xgb, ids as categories',
  buckets: `xgb, ids in ${BUCKETS.toLocaleString('en-US')} hash buckets`,
  numbers: 'xgb, ids as numbers',
};

/** What a training run reached, and what it takes to score with it. */
interface Result {
  readonly title: string;
  readonly auc: number;
  readonly logLoss: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly megabytes: number | null;
  /** Microseconds a call, by `SCORED_ROWS`. */
  readonly scoring: readonly number[] | null;
}

/** How well and how fast trees learn from ids, beside the Python package on the same rows. */
export async function measureXgbCategories(context: BenchContext): Promise<MeasureReport> {
  const { folder, effort, progress } = context;
  const dataFile = path.join(folder, 'interactions.csv');
  await writeSampleData('interactions', dataFile, { rows: effort.interactions, seed: SEED });
  try {
    const ours = new Map<Side, Result>();
    let parameters: unknown;
    for (const side of ['categories', 'buckets', 'numbers'] as const) {
      progress(`xgb-categories: ${TITLES[side]}`);
      const { seconds, opened } = await train(side, dataFile, folder);
      parameters ??= opened.manifest.training['parameters'];
      ours.set(side, await resultOf(TITLES[side], seconds, opened, context));
    }
    progress('xgb-categories: Python');
    const python = await trainInPython(dataFile, parameters, context);
    return reportOf(ours, python, effort.interactions);
  } finally {
    await rm(dataFile, { force: true });
  }
}

async function train(
  side: Side,
  dataFile: string,
  folder: string,
): Promise<{ seconds: number; opened: OpenPackage }> {
  const featureFile = path.join(folder, `interactions-${side}.json`);
  await writeFile(featureFile, JSON.stringify({ label: LABEL, features: [...SIDES[side], ...NUMBERS] }));
  const modelDir = path.join(folder, 'xgb-categories');
  const flags = {
    'data-path': dataFile,
    features: featureFile,
    rounds: ROUNDS,
    'early-stopping': EARLY_STOPPING,
    seed: SEED,
    version: side,
    'model-dir': modelDir,
  };
  const { seconds } = await runTraining([
    'xgb',
    '--quiet',
    ...Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, `${value}`]),
  ]);
  const opened = await openPackage(path.join(modelDir, 'xgb', side), 'xgb', [
    'model.onnx',
    'feature_meta.json',
  ]);
  return { seconds, opened };
}

async function resultOf(
  title: string,
  seconds: number,
  opened: OpenPackage,
  context: BenchContext,
): Promise<Result> {
  const { metrics, training } = opened.manifest;
  return {
    title,
    auc: Number(metrics['auc']),
    logLoss: Number(metrics['log_loss']),
    rounds: Number(training['best_iteration']) + 1,
    seconds,
    megabytes: (opened.file('model.onnx') ?? Buffer.of()).byteLength / 1_000_000,
    scoring: await timeScoring(opened, context),
  };
}

/** Scores the check rows of a package as a service does once they are decoded. */
async function timeScoring({ manifest, file }: OpenPackage, { effort }: BenchContext): Promise<number[]> {
  const { spec } = parseFeatureMeta(String(file('feature_meta.json')), null);
  const onnx = file('model.onnx') ?? Buffer.of();
  const [{ checks }] = manifest.signatures;
  const signature = { name: 'xgb', spec, onnx, roles: 'score', checks: null } as const;
  const model = await Model.open({ name: 'xgb', version: manifest.version, signatures: [signature] });
  const encoder = new RowEncoder(spec);
  const { rows } = checks;
  try {
    const batches = SCORED_ROWS.map(count =>
      encoder.encode(
        Array.from({ length: count }, (_, i) => rows[i % rows.length]),
        'data',
      ),
    );
    const timings = await inTurns(batches, effort.rounds, async batch => {
      const begin = performance.now();
      let calls = 0;
      for (; performance.now() - begin < effort.scoringMs; calls++)
        await model.mainSignature.score(batch, SCORE_TIMEOUT_MS);
      return ((performance.now() - begin) / calls) * 1_000;
    });
    return timings.map(median);
  } finally {
    await model.close();
  }
}

/** The same rows and parameters in Python; null without its packages. */
async function trainInPython(
  dataFile: string,
  parameters: unknown,
  { folder, effort }: BenchContext,
): Promise<Result | null> {
  const { columns } = sampleInteractionData({ rows: effort.interactions, seed: SEED });
  const labels = Array.from(columns.find(({ name }) => name === LABEL)?.values ?? [], Number);
  const { train, validation } = stratifiedSplit(labels, VALIDATION_SHARE, SEED);
  const runFile = path.join(folder, 'xgb-categories-python.json');
  const run = {
    categories: CATEGORIES,
    numbers: NUMBERS,
    label: LABEL,
    train: [...train],
    validation: [...validation],
    parameters,
    rounds: ROUNDS,
    early_stopping: EARLY_STOPPING,
  };
  await writeFile(runFile, JSON.stringify(run));
  const printed = await runPythonPeer('xgb-categories.py', [dataFile, runFile]);
  if (printed === null) return null;
  const result: { xgboost: string; auc: number; log_loss: number; best_round: number; seconds: number } =
    JSON.parse(printed);
  return {
    title: `Python XGBoost ${result.xgboost}, enable_categorical`,
    auc: result.auc,
    logLoss: result.log_loss,
    rounds: result.best_round,
    seconds: result.seconds,
    megabytes: null,
    scoring: null,
  };
}

function reportOf(ours: ReadonlyMap<Side, Result>, python: Result | null, rowCount: number): MeasureReport {
  const auc = (side: Side): number => ours.get(side)?.auc ?? NaN;
  const targets: Target[] = [
    atLeast(
      `AUC of categories over that of numbers at least ${CLEARLY_WORSE}`,
      auc('categories') - auc('numbers'),
      CLEARLY_WORSE,
      4,
    ),
  ];
  if (python) {
    const text = `AUC of categories less than ${CLOSE_ENOUGH} below Python's`;
    targets.push(below(text, python.auc - auc('categories'), CLOSE_ENOUGH, '', 4));
  }
  return {
    name: 'xgb-categories',
    title: 'XGBoost on ids',
    columns: [
      { key: 'side', title: 'side' },
      { key: 'auc', title: 'AUC', decimals: 4 },
      { key: 'logLoss', title: 'log loss', decimals: 4 },
      { key: 'rounds', title: 'rounds' },
      { key: 'seconds', title: 'seconds', decimals: 1 },
      { key: 'megabytes', title: 'model.onnx MB', decimals: 2 },
      ...SCORED_ROWS.map((rows, i) => ({
        key: `scoring${i}`,
        title: `µs to score ${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}`,
        decimals: 1,
      })),
    ],
    rows: [...ours.values(), ...(python ? [python] : [])].map(toRow),
    targets,
    notes: [
      `${rowCount.toLocaleString('en-US')} rows of 2,000 users, 1,500 items, device, hour and price, long-tailed; the label follows from who meets what (sampleInteractionData). The same rows to train on, the same fifth to validate, the same parameters for all; up to ${ROUNDS.toLocaleString('en-US')} rounds, ended ${EARLY_STOPPING} after the best. Our seconds are those of the whole process from CSV to package, Python's those of building its matrices, training and predicting.`,
      ...(python ? [] : ['Python is left out: none here can import pandas and xgboost.']),
    ],
  };
}

function toRow({ title, auc, logLoss, rounds, seconds, megabytes, scoring }: Result): Record<string, Cell> {
  return {
    side: title,
    auc,
    logLoss,
    rounds,
    seconds,
    megabytes: megabytes ?? '',
    ...Object.fromEntries(SCORED_ROWS.map((_, i) => [`scoring${i}`, scoring?.[i] ?? ''])),
  };
}
