import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { csvToParquet } from '@reckit/data';
import { RANKING_FEATURES } from '@reckit/features';
import type { BenchContext } from '../../bench-context';
import { inTurns } from '../../in-turns';
import type { MeasureReport } from '../../report/measure-report';
import { median } from '../../statistics';
import { categoryNames, clicksFeatures, writeClicks, type ClicksShape } from '../../training/clicks-csv';
import { runTraining } from '../../training/training-process';
import { runValidation, type ValidationSeconds } from '../../training/validation-process';

const MOST_ROUNDS = 3;
const MOST_SHARE = 0.1;
/** Of the version that drift is told from. */
const TRAINED_ROWS = 20_000;

/** A file as a model reads it. */
interface Side {
  readonly format: string;
  readonly file: string;
  readonly command: 'xgb' | 'deepfm';
  readonly columns: string;
}

/** What looking at data costs beside reading them. */
export async function measureChecks({ effort, folder, progress }: BenchContext): Promise<MeasureReport> {
  const shape = effort.checkedClicks;
  const file = (name: string) => path.join(folder, `checks-${name}`);
  const [csv, parquet, fewer] = [file('clicks.csv'), file('clicks.parquet'), file('trained.csv')];
  const [modelDir, features] = [file('model'), { xgb: file('xgb.json'), deepfm: file('deepfm.json') }];
  const names = [...RANKING_FEATURES, ...categoryNames(shape)];
  const flagsOf = (command: Side['command'], data: string) => [
    ...[command, '--data-path', data, '--features', features[command], '--model-dir', modelDir],
  ];
  try {
    progress(`checks: writing ${shape.rows} rows`);
    await writeClicks(csv, shape);
    await csvToParquet(csv, parquet, Object.fromEntries([...names, 'label'].map(name => [name, 'DOUBLE'])));
    await writeClicks(fewer, { ...shape, rows: Math.min(TRAINED_ROWS, shape.rows) });
    await writeFile(features.xgb, JSON.stringify({ label: 'label', features: names }));
    await writeFile(features.deepfm, clicksFeatures(shape));
    progress('checks: training what the data are compared with');
    await runTraining([...flagsOf('xgb', fewer), '--quiet', '--rounds', '1']);
    await runTraining([...flagsOf('deepfm', fewer), '--quiet', '--epochs', '1']);
    const sides = sidesOf(csv, parquet, shape);
    progress('checks: looking at the rows');
    const results = await inTurns(sides, Math.min(MOST_ROUNDS, effort.rounds), side =>
      runValidation(flagsOf(side.command, side.file)),
    );
    return reportOf(sides, results, shape);
  } finally {
    for (const written of [csv, parquet, fewer, modelDir, ...Object.values(features)]) {
      await rm(written, { recursive: true, force: true });
    }
  }
}

function sidesOf(csv: string, parquet: string, { categories }: ClicksShape): Side[] {
  const numbers = RANKING_FEATURES.length;
  const kinds = [
    { command: 'xgb', columns: `${numbers + categories} numbers` },
    { command: 'deepfm', columns: `${numbers} numbers, ${categories} ids` },
  ] as const;
  return [
    { format: 'CSV', file: csv },
    { format: 'Parquet', file: parquet },
  ].flatMap(source => kinds.map(kind => ({ ...source, ...kind })));
}

function reportOf(
  sides: readonly Side[],
  results: readonly (readonly ValidationSeconds[])[],
  { rows }: ClicksShape,
): MeasureReport {
  const found = sides.map(({ format, columns }, i) => {
    const [reading, checks] = [
      median(results[i].map(run => run.reading)),
      median(results[i].map(run => run.checks)),
    ];
    return {
      format,
      columns,
      reading,
      checks,
      share: median(results[i].map(run => run.checks / run.reading)),
    };
  });
  return {
    name: 'checks',
    title: `Looking at ${rows.toLocaleString('en-US')} rows before a training`,
    columns: [
      { key: 'format', title: 'format' },
      { key: 'columns', title: 'columns' },
      { key: 'reading', title: 'reading, s', decimals: 2 },
      { key: 'checks', title: 'checks, s', decimals: 2 },
      { key: 'share', title: 'checks/reading', decimals: 3 },
    ],
    rows: found,
    targets: found.map(({ format, columns, share }) => ({
      text: `${format}, ${columns}: checks at most ${MOST_SHARE} of the reading`,
      measured: share.toFixed(3),
      met: share <= MOST_SHARE,
    })),
    notes: [
      'Each run is a process of its own, medians of the runs in turns; the share is the median of the shares. "checks" are the statistics of the features, which a training takes in any case, and all checks, drift against a version among them. The file has been read before, so that it is in the memory of the system.',
    ],
  };
}
