import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readManifest } from '@reckit/artifacts';
import { writeCsv } from '@reckit/data';
import type { BenchContext } from '../../bench-context';
import { QUALITY_DATA, type QualityData } from '../../quality/quality-data';
import { QUALITY_OPTIONS, type QualityOption } from '../../quality/quality-options';
import { trainPeers, type PeerResults } from '../../quality/quality-peers';
import { qualityReport } from '../../quality/quality-report';
import { shownResult, type QualityResult } from '../../quality/quality-result';
import type { MeasureReport } from '../../report/measure-report';
import { runTraining } from '../../training/training-process';

const DATA_SEED = 42;
/** What peers are given at most. */
const PEER_BUDGET = { epochs: 50, rounds: 2_000 } as const;

/** The data of one shape as files, and what is trained on them. */
interface Place {
  readonly data: QualityData;
  readonly table: ReturnType<QualityData['generate']>;
  readonly rowsFile: string;
  readonly featureFile: string;
  readonly modelDir: string;
}

/** How well networks learn data of several shapes by their defaults and by other settings, beside trees and peers. */
export async function measureQuality(context: BenchContext): Promise<MeasureReport> {
  const { folder, effort, shapes } = context;
  const { rows, seeds } = effort.quality;
  const results: QualityResult[] = [];
  let versions: PeerResults['versions'] = {};
  for (const data of QUALITY_DATA.filter(({ name }) => shapes?.includes(name) ?? true)) {
    const modelDir = path.join(folder, `quality-${data.name}`);
    const files = { rowsFile: `${modelDir}.csv`, featureFile: `${modelDir}.json` };
    const place = { data, table: data.generate({ rows, seed: DATA_SEED }), ...files, modelDir };
    await writeCsv(files.rowsFile, place.table);
    try {
      const peers = await peersOn(place, context);
      versions = { ...versions, ...peers[0]?.versions };
      results.push(...(await resultsOn(place, context)), ...resultsOfPeers(data, peers));
    } finally {
      for (const file of Object.values(files)) await rm(file, { force: true });
    }
  }
  // All of ours first, in their order; a peer may not be on every shape.
  const ordered = [...results].sort((a, b) => Number(a.option === null) - Number(b.option === null));
  return qualityReport(ordered, { rows, seeds, versions });
}

async function resultsOn(place: Place, { effort, progress }: BenchContext): Promise<QualityResult[]> {
  const { data, rowsFile, featureFile, modelDir } = place;
  const split = data.timeColumn === undefined ? [] : ['--split', 'time', '--time-col', data.timeColumn];
  const given = ['--quiet', '--data-path', rowsFile, '--features', featureFile, ...split];
  const results: QualityResult[] = [];
  for (const option of QUALITY_OPTIONS.filter(({ command }) => command !== 'din' || data.shares)) {
    await writeFile(featureFile, JSON.stringify({ label: 'label', features: featuresOf(option, data) }));
    const runs = [];
    for (let seed = 1; seed <= effort.quality.seeds; seed++) {
      progress(`quality: ${data.title}, ${option.title}, seed ${seed}`);
      runs.push(await train(option, [...given, '--seed', String(seed)], modelDir, effort.qualityEpochs));
    }
    const [auc, logLoss] = [runs.map(run => run.auc), runs.map(run => run.logLoss)];
    results.push({ title: option.title, option, data, auc, logLoss });
    progress(`quality: ${data.title}, ${option.title}: ${shownResult({ auc, logLoss })}`);
  }
  return results;
}

/** What the peers reached, seed by seed; nothing without a Python that has some. */
async function peersOn(
  { data, table, rowsFile }: Place,
  { effort, progress }: BenchContext,
): Promise<readonly PeerResults[]> {
  const most = effort.qualityEpochs;
  const budget = most === null ? PEER_BUDGET : { epochs: most, rounds: most };
  const found: PeerResults[] = [];
  for (let seed = 1; seed <= effort.quality.seeds; seed++) {
    progress(`quality: ${data.title}, peers, seed ${seed}`);
    const peers = await trainPeers(data, table, rowsFile, { ...budget, seed });
    if (peers === null) return [];
    found.push(peers);
  }
  return found;
}

function resultsOfPeers(data: QualityData, peers: readonly PeerResults[]): QualityResult[] {
  const all = peers.flatMap(({ results }) => results);
  return [...new Set(all.map(({ title }) => title))].map(title => {
    const own = all.filter(result => result.title === title);
    const [auc, logLoss] = [own.map(run => run.auc), own.map(run => run.log_loss)];
    return { title, option: null, data, auc, logLoss };
  });
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
