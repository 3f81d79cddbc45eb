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
import { saySeeds } from '../repeat/describe-seeds';
import { measureOtherSeeds } from '../repeat/other-seeds';
import { checkRepeat } from '../repeat/repeat-flag';
import type { Together } from './together/together';
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
  checkRepeat(flags);
  if (flags.version !== undefined) await assertVersionIsFree(flags.modelDir, model.name, flags.version);
  if (model.defaultFeatures !== undefined) await readFeatures(flags.features);
  memoryBudget(flags.maxMemory);
  await initialVersion(model, flags);
}

/** What is different where a training is one of many on the same data. */
export interface SharedSurroundings {
  /** Brought by who began the trainings, and released by them. */
  readonly data: TrainingData;
  /** The model directory with the versions that are gone on from or compared with; what is written goes to that of the flags. */
  readonly versionsIn: string;
}

/** Where a training runs. @default alone, and on data that it brings itself */
export interface Surroundings {
  readonly shared?: SharedSurroundings;
  readonly together?: Together | null;
}

/**
 * One training run from its data to a package. Nothing is written to the model directory before its end.
 *
 * @throws PartDone where another process writes the package
 */
export async function runTraining<Flags>(
  model: TrainingModel<Flags>,
  flags: CommonFlags & Flags,
  console: Console,
  interruption: Interruption,
  { shared, together = null }: Surroundings = {},
): Promise<TrainingResult> {
  model.checkFlags?.(flags);
  checkRepeat(flags);
  const createdAt = new Date();
  const version = flags.version ?? (await defaultVersion(flags.modelDir, model.name, createdAt));
  await assertVersionIsFree(flags.modelDir, model.name, version);
  const modelDir = shared?.versionsIn ?? flags.modelDir;
  const initial = await initialVersion(model, { ...flags, modelDir });
  if (initial) console.fact('Init from', initial.entry.version);
  const { validate = false, failOn = [] } = flags;
  const current = validate ? await currentStatistics(modelDir, model.name) : null;
  const inspect = inspector({ validate, failOn, current }, console);
  const memory = await openMemory(flags);
  try {
    const data = shared
      ? { ...shared.data, release: async () => undefined }
      : await openData(model, flags, console);
    try {
      await together?.begin();
      const limited = { ...data, options: { ...data.options, memory: databaseMemory(memory) } };
      const run = { flags, version, createdAt, initial, memory, console, interruption, inspect, together };
      const otherSeeds = await measureOtherSeeds(model, { ...run, data: limited });
      return await trainOn(limited, model, { ...run, otherSeeds });
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
  saySeeds(run, trained.metrics);

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
  const isLeft = !promoted && flags.promote === undefined;
  if (isLeft) console.fact('', 'Not the current version: train with --promote, or deploy it.');
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
export async function promoteIfWanted(
  flags: Pick<CommonFlags, 'modelDir' | 'promote'>,
  model: string,
  version: string,
): Promise<boolean> {
  const isFirst = (await readCurrentVersion(flags.modelDir, model)) === null;
  if (!(flags.promote ?? isFirst)) return false;
  await promote(flags.modelDir, model, version);
  return true;
}
