import type { BenchContext } from '../bench-context';
import type { MeasureReport } from '../report/measure-report';
import { measureAttacks } from './services/attacks';
import { measureBodies } from './services/bodies';
import { measureChecks } from './data/checks';
import { measureDatabase } from './data/database';
import { measureDeepfm } from './services/deepfm';
import { measureDistributed } from './training/distributed';
import { measureDistributedNetworks } from './training/distributed-networks';
import { measureDrift } from './services/drift';
import { measureEmbedding } from './training/embedding';
import { measureEmbeddingTable } from './training/embedding-table';
import { measureFuzz } from './services/fuzz';
import { measureLive } from './services/live';
import { measureMemory } from './services/memory';
import { measureOutOfCore } from './training/out-of-core';
import { measurePredictionLog } from './services/prediction-log';
import { measurePredictions } from './services/predictions';
import { measureProtocols } from './services/protocols';
import { measureQuality } from './training/quality';
import { measureReading } from './data/reading';
import { measureRecall } from './services/recall';
import { measureReload } from './services/reload';
import { measureRetrievalQuality } from './training/retrieval-quality';
import { measureRetrievalTraining } from './training/retrieval-training';
import { measureScoring } from './services/scoring';
import { measureShadow } from './services/shadow';
import { measureStartup } from './services/startup';
import { measureTowers } from './training/towers';
import { measureTrainingRun } from './training/training-run';
import { measureTrainingStep } from './training/training-step';
import { measureUserEmbedding } from './services/user-embedding';
import { measureWarmStart } from './training/warm-start';
import { measureWorkers } from './services/workers';
import { measureXgbCategories } from './training/xgb-categories';

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
