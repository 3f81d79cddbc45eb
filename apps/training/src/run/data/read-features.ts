import {
  numericFeatures,
  parseFeatureFile,
  RANKING_FEATURES,
  treeFeatures,
  type FeatureFile,
  type TreeFeature,
} from '@reckit/features';
import { readTextFile } from './read-text-file';

/** The features to train on: those of the user's file, or the seven ranking features with the label `label`. */
export async function readFeatures(file: string | undefined): Promise<FeatureFile> {
  return readFeaturesOr(file, RANKING_FEATURES);
}

/** As `readFeatures`, with other numbers where the user gives no file. */
export async function readFeaturesOr(
  file: string | undefined,
  names: readonly string[],
): Promise<FeatureFile> {
  if (file === undefined) return { spec: numericFeatures(names), label: 'label', sides: new Map() };
  return parseFeatureFile(await readTextFile(file, 'the feature file', '--features'), file);
}

/** As `readFeatures`, for trees. @throws BadFeatureFile if a feature is a sequence */
export async function readTreeFeatures(file: string | undefined): Promise<FeatureFile<TreeFeature>> {
  const { spec, ...label } = await readFeatures(file);
  return { spec: treeFeatures(spec, file ?? 'the ranking features'), ...label };
}
