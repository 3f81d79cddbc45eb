import type { Manifest, Vectors } from '@reckit/artifacts';
import { parseFeatureMeta, specDifference, type FeatureSpec } from '@reckit/features';
import { readServedWeights, type ServedWeights } from '@reckit/nn';
import { BadTrainingRun } from '../../run/errors';
import { doesNotFit, type InitialVersion } from '../../run/init/initial-version';

/** What the package of a network holds of what it has learnt. */
export interface InitialNetwork {
  readonly manifest: Manifest;
  /** By the signature that they compute. */
  readonly graphs: ReadonlyMap<string, ServedWeights>;
  /** Its features, by the signature that reads them. */
  readonly specs: ReadonlyMap<string, FeatureSpec>;
  /** The vectors of its items, where they are wanted and it has them. */
  readonly vectors: Vectors | null;
  /** Lets go of weights and vectors once they are taken over: beside those that are trained, they would double them. */
  release(): void;
}

/**
 * Reads what a network goes on from out of the graphs that are served, so that a package holds every weight once; null
 * where it begins with nothing.
 *
 * @param wants - whether the vectors of items are wanted, too
 * @throws CorruptPackage, OnnxError, BadFeatureFile, BadTrainingRun
 */
export async function readInitialNetwork(
  initial: InitialVersion | null,
  wants: { readonly items: boolean } = { items: false },
): Promise<InitialNetwork | null> {
  if (!initial) return null;
  const { manifest } = initial;
  const { signatures, vectors, version } = manifest;
  const opened = await initial.open([
    ...signatures.flatMap(({ graph, features }) => (graph === undefined ? [features] : [graph, features])),
    ...(wants.items && vectors ? [vectors.file] : []),
  ]);
  const graphs = new Map<string, ServedWeights>();
  const specs = new Map<string, FeatureSpec>();
  for (const { name, graph, features } of signatures) {
    const weights = readServedWeights(opened.file(graph ?? '') ?? new Uint8Array());
    if (weights.parameters.size === 0) {
      throw new BadTrainingRun(
        `--init-from ${version}: its graph was written before weights had names in it. Train once without --init-from.`,
      );
    }
    graphs.set(name, weights);
    specs.set(name, parseFeatureMeta(String(opened.file(features) ?? ''), null).spec);
  }
  let items = opened.vectors;
  return {
    manifest,
    graphs,
    specs,
    get vectors() {
      return items;
    },
    release() {
      graphs.clear();
      items = null;
    },
  };
}

/**
 * What the features of a signature are fitted on.
 *
 * @param spec - those of this run
 * @throws BadTrainingRun if its weights do not fit them
 */
export function baseSpec(
  initial: InitialNetwork | null,
  signature: string,
  spec: FeatureSpec,
): FeatureSpec | undefined {
  if (!initial) return undefined;
  const { manifest, specs } = initial;
  const base = specs.get(signature);
  if (!base) throw doesNotFit(manifest, `it has no signature "${signature}"`);
  const difference = specDifference({ here: spec, there: base, thereName: manifest.version });
  if (difference !== null) throw doesNotFit(manifest, difference);
  return base;
}
