import { readFile } from 'node:fs/promises';
import {
  numericFeatures,
  numericOnly,
  parseFeatureFile,
  RANKING_FEATURES,
  type FeatureFile,
  type NumericFeature,
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

/** As `readFeatures`, for a model that takes numbers alone. @throws BadFeatureFile if there are other features */
export async function readNumericFeatures(file: string | undefined): Promise<FeatureFile<NumericFeature>> {
  const { spec, label } = await readFeatures(file);
  return { spec: numericOnly(spec, file ?? 'the ranking features'), label };
}
