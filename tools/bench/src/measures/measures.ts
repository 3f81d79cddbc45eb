import type { BenchContext } from '../bench-context';
import type { MeasureReport } from '../report/measure-report';
import { measureAttacks } from './attacks';
import { measureBodies } from './bodies';
import { measureChecks } from './checks';
import { measureDatabase } from './database';
import { measureDeepfm } from './deepfm';
import { measureDistributed } from './distributed';
import { measureDistributedNetworks } from './distributed-networks';
import { measureDrift } from './drift';
import { measureEmbedding } from './embedding';
import { measureEmbeddingTable } from './embedding-table';
import { measureFuzz } from './fuzz';
import { measureLive } from './live';
import { measureMemory } from './memory';
import { measureOutOfCore } from './out-of-core';
import { measurePredictionLog } from './prediction-log';
import { measurePredictions } from './predictions';
import { measureProtocols } from './protocols';
import { measureQuality } from './quality';
import { measureReading } from './reading';
import { measureRecall } from './recall';
import { measureReload } from './reload';
import { measureRetrievalQuality } from './retrieval-quality';
import { measureRetrievalTraining } from './retrieval-training';
import { measureScoring } from './scoring';
import { measureShadow } from './shadow';
import { measureStartup } from './startup';
import { measureTowers } from './towers';
import { measureTrainingRun } from './training-run';
import { measureTrainingStep } from './training-step';
import { measureUserEmbedding } from './user-embedding';
import { measureWarmStart } from './warm-start';
import { measureWorkers } from './workers';
import { measureXgbCategories } from './xgb-categories';

/** All measures by the name that selects them, in the order in which they run. */
export const MEASURES = {
  predictions: measurePredictions,
  protocols: measureProtocols,
  deepfm: measureDeepfm,
  shadow: measureShadow,
  'prediction-log': measurePredictionLog,
  drift: measureDrift,
  workers: measureWorkers,
  startup: measureStartup,
  reload: measureReload,
  live: measureLive,
  bodies: measureBodies,
  memory: measureMemory,
  attacks: measureAttacks,
  fuzz: measureFuzz,
  scoring: measureScoring,
  'training-step': measureTrainingStep,
  'embedding-table': measureEmbeddingTable,
  embedding: measureEmbedding,
  'training-run': measureTrainingRun,
  distributed: measureDistributed,
  'distributed-networks': measureDistributedNetworks,
  'out-of-core': measureOutOfCore,
  towers: measureTowers,
  'retrieval-training': measureRetrievalTraining,
  'user-embedding': measureUserEmbedding,
  recall: measureRecall,
  'retrieval-quality': measureRetrievalQuality,
  'xgb-categories': measureXgbCategories,
  quality: measureQuality,
  reading: measureReading,
  checks: measureChecks,
  'warm-start': measureWarmStart,
  database: measureDatabase,
} as const satisfies Record<string, (context: BenchContext) => Promise<MeasureReport>>;

export type MeasureName = keyof typeof MEASURES;

export function isMeasureName(name: string): name is MeasureName {
  return Object.hasOwn(MEASURES, name);
}

/** What runs where no measure is named: fuzzing finds faults, and takes as long as all else. */
export const DEFAULT_MEASURES: readonly MeasureName[] = Object.keys(MEASURES)
  .filter(isMeasureName)
  .filter(name => name !== 'fuzz');
