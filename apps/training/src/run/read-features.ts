import { readFile } from 'node:fs/promises';
import {
  numericFeatures,
  parseFeatureFile,
  RANKING_FEATURES,
  treeFeatures,
  type FeatureFile,
  type TreeFeature,
} from '@reckit/features';
import { BadTrainingRun } from './errors';

/** The features to train on: those of the user's file, or the seven ranking features with the label `label`. */
export async function readFeatures(file: string | undefined): Promise<FeatureFile> {
  if (file === undefined) return { spec: numericFeatures(RANKING_FEATURES), label: 'label' };
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new BadTrainingRun(
      `${file}: the feature file cannot be read (${error instanceof Error ? error.message : String(error)}).`,
    );
  });
  return parseFeatureFile(text, file);
}

/** As `readFeatures`, for trees. @throws BadFeatureFile if a feature is a sequence */
export async function readTreeFeatures(file: string | undefined): Promise<FeatureFile<TreeFeature>> {
  const { spec, label } = await readFeatures(file);
  return { spec: treeFeatures(spec, file ?? 'the ranking features'), label };
}
