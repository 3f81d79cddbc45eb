import { createVectorFile, FEATURE_META_FILE, lookupSignature, newUnfinishedFile } from '@reckit/artifacts';
import type { VectorTable } from '@reckit/embedding';
import { formatFeatureMeta, lookupFeatures } from '@reckit/features';
import { describedFeatures } from '../../run/data/described-features';
import type { TrainedModel, TrainingRun } from '../../run/training-model';
import { batchesOf } from './batches-of';
import { lookupChecks } from './lookup-checks';

/** What a package of vectors is that are looked up by their ids. */
export interface LookupModel {
  /** The model's folder, and the name of its signature. */
  readonly name: string;
  readonly kind: string;
  /** The feature that is the id. */
  readonly idFeature: string;
}

/** The run that a package is of. */
export type PackagedRun = Pick<TrainingRun<unknown>, 'flags' | 'version' | 'createdAt'>;

/** What such a package has, beside what is told of the training. */
export type LookupPackage = Pick<
  TrainedModel,
  'files' | 'vectors' | 'features' | 'category_form' | 'signatures'
>;

/**
 * The parts of a package whose vectors are looked up by their ids: the file of the vectors, what describes the features,
 * and some ids with what is nearest to them.
 *
 * @throws BadVectors
 */
export async function lookupPackage(
  { flags, version, createdAt }: PackagedRun,
  { name, kind, idFeature }: LookupModel,
  table: VectorTable,
): Promise<LookupPackage> {
  const spec = lookupFeatures(idFeature);
  const meta = formatFeatureMeta({
    spec,
    labelColumn: '',
    modelVersion: version,
    modelType: kind,
    createdAt: createdAt.toISOString(),
  });
  const from = await newUnfinishedFile(flags.modelDir, name, version);
  await writeVectors(from, table);
  return {
    files: { [FEATURE_META_FILE]: meta },
    vectors: { from, queriesOf: name },
    features: describedFeatures(spec),
    category_form: spec.categoryForm,
    signatures: [lookupSignature(name, lookupChecks(table, idFeature))],
  };
}

/** Writes vectors that are compared by the cosine to a file. */
export async function writeVectors(path: string, table: VectorTable): Promise<void> {
  const file = await createVectorFile(path, { dim: table.dim, similarity: 'cosine' });
  try {
    for (const { ids, rows } of batchesOf(table)) await file.append(ids, rows);
    await file.close();
  } catch (error) {
    await file.discard();
    throw error;
  }
}
