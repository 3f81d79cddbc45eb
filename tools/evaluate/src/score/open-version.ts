import path from 'node:path';
import { readManifest, type Manifest } from '@reckit/artifacts';
import { labelSchema, type FeatureSpec, type Label } from '@reckit/features';
import { Model, readPackagedModel } from '@reckit/inference';
import { CannotEvaluate } from '../errors';
import type { OutputKind } from '../compare/scored-rows';

/** What an output was learnt from. */
export interface LearntOutput {
  readonly name: string;
  readonly kind: OutputKind;
  readonly label: Label;
  /** The column with the weights of its rows; null where all count alike. */
  readonly weightColumn: string | null;
}

/** A version that can score rows. */
export interface OpenVersion {
  readonly version: string;
  readonly manifest: Manifest;
  readonly model: Model;
  readonly spec: FeatureSpec;
}

/**
 * Opens a version as a service does: its checksums and sample rows must hold.
 *
 * @throws MissingModel, CorruptPackage, RejectedModel
 */
export async function openVersion(modelDir: string, name: string, version: string): Promise<OpenVersion> {
  const dir = path.join(modelDir, name, version);
  const manifest = await readManifest(dir);
  const source = await readPackagedModel(dir, name);
  const [main] = source.signatures;
  if (main === undefined) {
    throw new CannotEvaluate(
      `${dir} looks ids up and scores no rows; that is measured by its training alone.`,
    );
  }
  return { version, manifest, model: await Model.open(source), spec: main.spec };
}

/**
 * What the outputs of a version were learnt from.
 *
 * @throws CannotEvaluate for a package that does not tell, as one that retrieves
 */
export function learntOutputs({ version, manifest: { model, signatures } }: OpenVersion): LearntOutput[] {
  return signatures[0].outputs.map(({ name, predicts }) => {
    if (predicts === undefined) {
      throw new CannotEvaluate(
        `${model} ${version} does not tell what it was learnt from. Models that rank are evaluated, from packages that were trained since packages tell it; train it again.`,
      );
    }
    const label = labelSchema.safeParse(predicts.label);
    if (!label.success) throw new CannotEvaluate(`${model} ${version}: the label of ${name} cannot be read.`);
    return { name, kind: predicts.kind, label: label.data, weightColumn: predicts.weight_column ?? null };
  });
}
