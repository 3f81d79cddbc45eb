import path from 'node:path';
import {
  assertVersionIsFree,
  promote,
  readCurrentVersion,
  writePackage,
  type Manifest,
} from '@reckit/artifacts';
import { openData, type TrainingData } from '@reckit/training-data';
import type { Console } from './console';
import { defaultVersion } from './default-version';
import { initialVersion } from './init/initial-version';
import type { Interruption } from './interruption';
import { withDescriptionsAdvised } from './data/missing-column';
import { readFeatures } from './data/read-features';
import { memoryBudget } from './memory/memory-budget';
import { databaseMemory, openMemory } from './memory/training-memory';
import { currentStatistics } from '../validation/current-statistics';
import { inspectionInManifest } from '../validation/inspection-in-manifest';
import { inspector } from '../validation/inspector';
import type { CommonFlags, TrainedModel, TrainingModel, TrainingRun } from './training-model';

/** What `--json` prints. */
export interface TrainingResult {
  readonly model: string;
  readonly version: string;
  /** Folder of the package. */
  readonly path: string;
  readonly promoted: boolean;
  readonly metrics: TrainedModel['metrics'];
  readonly training: TrainedModel['training'];
  /** What was looked for in the data, and found. */
  readonly validation?: Manifest['validation'];
}

/**
 * Refuses what a training would refuse before it has read its data.
 *
 * @throws errors of one line
 */
export async function checkTraining<Flags>(
  model: TrainingModel<Flags>,
  flags: CommonFlags & Flags,
): Promise<void> {
  model.checkFlags?.(flags);
  if (flags.version !== undefined) await assertVersionIsFree(flags.modelDir, model.name, flags.version);
  if (model.defaultFeatures !== undefined) await readFeatures(flags.features);
  memoryBudget(flags.maxMemory);
  await initialVersion(model, flags);
}

/** One training run from its data to a package. Nothing is written to the model directory before its end. */
export async function runTraining<Flags>(
  model: TrainingModel<Flags>,
  flags: CommonFlags & Flags,
  console: Console,
  interruption: Interruption,
): Promise<TrainingResult> {
  model.checkFlags?.(flags);
  const createdAt = new Date();
  const version = flags.version ?? (await defaultVersion(flags.modelDir, model.name, createdAt));
  await assertVersionIsFree(flags.modelDir, model.name, version);
  const initial = await initialVersion(model, flags);
  if (initial) console.fact('Init from', initial.entry.version);
  const { validate = false, failOn = [], modelDir } = flags;
  const current = validate ? await currentStatistics(modelDir, model.name) : null;
  const inspect = inspector({ validate, failOn, current }, console);
  const memory = await openMemory(flags);
  try {
    const data = await openData(model, flags, console);
    try {
      const limited = { ...data, options: { ...data.options, memory: databaseMemory(memory) } };
      const run = { flags, version, createdAt, initial, memory, console, interruption, inspect };
      return await trainOn(limited, model, run);
    } finally {
      await data.release();
    }
  } finally {
    memory.scratch.remove();
  }
}

async function trainOn<Flags>(
  data: TrainingData,
  model: TrainingModel<Flags>,
  run: Omit<TrainingRun<Flags>, 'data'>,
): Promise<TrainingResult> {
  const { flags, version, createdAt, initial, console, interruption } = run;
  const trained = await model.train({ ...run, data }).catch((error: unknown) => {
    throw withDescriptionsAdvised(error, flags);
  });
  interruption.finish();

  const { files, vectors, neighbours, inspection, ...described } = trained;
  const inspected = inspection && inspectionInManifest(inspection);
  const folder = await writePackage(flags.modelDir, {
    manifest: {
      model: model.name,
      version,
      kind: model.kind,
      created_at: createdAt.toISOString(),
      ...(initial && { initialised_from: initial.entry }),
      ...described,
      ...inspected,
    },
    files,
    ...(vectors && { vectors }),
    ...(neighbours && { neighbours }),
  });
  const promoted = await promoteIfWanted(flags, model.name, version);
  console.fact('Package', `${folder}${promoted ? '  (current version)' : ''}`);
  if (!promoted) console.fact('', 'Not the current version: train with --promote, or deploy it.');
  return {
    model: model.name,
    version,
    path: path.resolve(folder),
    promoted,
    metrics: trained.metrics,
    training: trained.training,
    ...(inspected?.validation && { validation: inspected.validation }),
  };
}

/** The first version of a model is promoted by itself, unless that is not wanted; later ones only when asked for. */
async function promoteIfWanted(flags: CommonFlags, model: string, version: string): Promise<boolean> {
  const isFirst = (await readCurrentVersion(flags.modelDir, model)) === null;
  if (!(flags.promote ?? isFirst)) return false;
  await promote(flags.modelDir, model, version);
  return true;
}
