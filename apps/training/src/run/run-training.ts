import { stat } from 'node:fs/promises';
import path from 'node:path';
import { assertVersionIsFree, promote, readCurrentVersion, writePackage } from '@reckit/artifacts';
import type { Console } from './console';
import { defaultVersion } from './default-version';
import { BadTrainingRun } from './errors';
import type { Interruption } from './interruption';
import { withDescriptionsAdvised } from './data/missing-column';
import type { CommonFlags, TrainedModel, TrainingModel } from './training-model';

/** What `--json` prints. */
export interface TrainingResult {
  readonly model: string;
  readonly version: string;
  /** Folder of the package. */
  readonly path: string;
  readonly promoted: boolean;
  readonly metrics: TrainedModel['metrics'];
  readonly training: TrainedModel['training'];
}

/** One training run from data file to package. Nothing is written to the model directory before its end. */
export async function runTraining<Flags>(
  model: TrainingModel<Flags>,
  flags: CommonFlags & Flags,
  console: Console,
  interruption: Interruption,
): Promise<TrainingResult> {
  const createdAt = new Date();
  const version = flags.version ?? (await defaultVersion(flags.modelDir, model.name, createdAt));
  await assertVersionIsFree(flags.modelDir, model.name, version);
  const dataPath = await resolveDataPath(model, flags, console);

  const trained = await model
    .train({ flags, version, createdAt, dataPath, console, interruption })
    .catch((error: unknown) => {
      throw withDescriptionsAdvised(error, flags);
    });
  interruption.finish();

  const { files, vectors, neighbours, ...described } = trained;
  const folder = await writePackage(flags.modelDir, {
    manifest: {
      model: model.name,
      version,
      kind: model.kind,
      created_at: createdAt.toISOString(),
      ...described,
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
  };
}

/** A path that was typed must exist; the default one is filled with sample data, and said so. */
async function resolveDataPath<Flags>(
  model: TrainingModel<Flags>,
  flags: CommonFlags & Flags,
  console: Console,
): Promise<string> {
  const typed = flags.dataPath ?? flags.data ?? model.dataPathOf?.(flags);
  if (typed !== undefined) return typed;
  const file = model.defaultDataPath;
  if (await exists(file)) return file;
  if (!flags.gen) {
    throw new BadTrainingRun(
      `${file}: no such file, and --no-gen forbids sample data. Name your data with --data-path.`,
    );
  }
  if (flags.features !== undefined) {
    throw new BadTrainingRun(
      `${file}: no such file, and sample data would not have the features of ${flags.features}. Name your data with --data-path.`,
    );
  }
  await model.writeSampleData(file);
  console.fact('Sample data', `${file} was missing; seeded sample data has been written there`);
  return file;
}

/** The first version of a model is promoted by itself; later ones only when asked for. */
async function promoteIfWanted(flags: CommonFlags, model: string, version: string): Promise<boolean> {
  const isFirst = (await readCurrentVersion(flags.modelDir, model)) === null;
  if (!isFirst && !flags.promote) return false;
  await promote(flags.modelDir, model, version);
  return true;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
