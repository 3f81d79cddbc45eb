import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { listVersions, promote, readCurrentVersion, unfinishedIn, verifyPackage } from '@reckit/artifacts';
import { CommandFailed } from '@reckit/command-line';
import { trainedWith, type TrainedModel } from '../config/models';
import { trainModel } from './train-model';

/** The model directory that trainings write to by default. */
const MODEL_DIR = 'model';

/** Where Nx keeps what a training gave, so that the same code and data need no other. */
function fittedIn(dist: string, model: TrainedModel): string {
  return path.join(dist, 'trained', model);
}

/**
 * Trains a model with the usual settings to where Nx keeps it. With flags it does nothing: whether their data are the same
 * as before Nx cannot tell, so that `place` trains with them.
 */
export async function fit(model: TrainedModel, flags: readonly string[], dist: string): Promise<void> {
  if (flags.length > 0) return;
  const folder = fittedIn(dist, model);
  await rm(folder, { recursive: true, force: true });
  await trainModel(model, ['--model-dir', folder, '--no-gen', '--no-promote'], dist);
}

/**
 * Takes what `fit` has trained to the model directory, where it is current if it is the first version. With flags it
 * trains there.
 */
export async function place(model: TrainedModel, flags: readonly string[], dist: string): Promise<void> {
  if (flags.length > 0) return trainModel(model, flags, dist);
  const { folder: name } = trainedWith(model);
  const from = path.join(fittedIn(dist, model), name);
  const version = (await listVersions(from)).at(-1);
  if (version === undefined) {
    throw new CommandFailed(`there is no version of ${model} in ${from}: run its target fit.`);
  }
  const folder = path.join(MODEL_DIR, name);
  const to = path.join(folder, version);
  const isThere = existsSync(to);
  if (!isThere) {
    await mkdir(folder, { recursive: true });
    const unfinished = unfinishedIn(folder, version);
    await cp(path.join(from, version), unfinished, { recursive: true });
    await rename(unfinished, to);
    await verifyPackage(to, name);
  }
  if ((await readCurrentVersion(MODEL_DIR, name)) === null) await promote(MODEL_DIR, name, version);
  const isCurrent = (await readCurrentVersion(MODEL_DIR, name)) === version;
  process.stdout.write(
    `${model}: ${to}${isThere ? ', which is of the same data and code' : ''}${isCurrent ? '  (current version)' : ''}\n`,
  );
}
