import path from 'node:path';
import { isVersionName, readManifest, type Manifest } from '@reckit/artifacts';
import { Model, readPackagedModel, RejectedModel } from '@reckit/inference';
import { quoted } from '@reckit/messages';
import { CannotEvaluate } from '../errors';

/** A version that answers as it would in a service. */
export interface OpenVersion {
  readonly version: string;
  /** The folder of its package. */
  readonly dir: string;
  readonly manifest: Manifest;
  readonly model: Model;
}

/** The two versions that are compared. */
export interface Versions {
  /** The new version. */
  readonly challenger: OpenVersion;
  /** The version that serves; null where there is none, and the new one is measured alone. */
  readonly current: OpenVersion | null;
}

/**
 * Opens a version as a service does: its checksums and sample rows must hold.
 *
 * @throws MissingModel, CorruptPackage, CannotEvaluate
 */
export async function openVersion(modelDir: string, name: string, version: string): Promise<OpenVersion> {
  for (const [flag, text] of Object.entries({ '--model': name, 'The version': version })) {
    if (!isVersionName(text)) throw new CannotEvaluate(`${flag} ${quoted(text)} cannot name one.`);
  }
  const dir = path.join(modelDir, name, version);
  try {
    const model = await Model.open(await readPackagedModel(dir, name));
    return { version, dir, manifest: await readManifest(dir), model };
  } catch (error) {
    if (error instanceof RejectedModel) throw new CannotEvaluate(`${dir}: ${error.message}`);
    throw error;
  }
}

/** Runs `use` with both versions, which are open as long as it runs. */
export async function withVersions<T>(
  { modelDir, model }: { readonly modelDir: string; readonly model: string },
  { challenger, current }: { readonly challenger: string; readonly current: string | null },
  use: (versions: Versions) => Promise<T>,
): Promise<T> {
  const newOne = await openVersion(modelDir, model, challenger);
  try {
    const serving = current === null ? null : await openVersion(modelDir, model, current);
    try {
      return await use({ challenger: newOne, current: serving });
    } finally {
      await serving?.model.close();
    }
  } finally {
    await newOne.model.close();
  }
}
