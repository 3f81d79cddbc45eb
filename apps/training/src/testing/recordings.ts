import { readFileSync } from 'node:fs';
import path from 'node:path';
import { columnRequests, readColumns } from '@reckit/data';
import { numericFeatures, RANKING_FEATURES } from '@reckit/features';
import * as z from 'zod';

const FIXTURES = path.resolve(__dirname, '../../fixtures');

const splitSchema = z.object({ train: z.array(z.number()), validation: z.array(z.number()) });
const qualitySchema = z.object({ auc: z.number(), logloss: z.number() });
const trainingSchema = z.object({
  quality: z.object({ bestIteration: z.object({ validation: qualitySchema }) }),
});

/** One training run of the Python system: its data, how it split them, and how well its model did. */
export interface Recording {
  readonly data: string;
  /** Row numbers from 0, as scikit-learn's stratified split gave them. */
  readonly split: z.infer<typeof splitSchema>;
  /** Of the best iteration, on the validation part. */
  readonly validation: z.infer<typeof qualitySchema>;
}

/** The file with 1,000 rows of the seven ranking features on which the Python system trained. */
export const RANKING_CSV = path.join(FIXTURES, 'xgb/train_data.csv');

/** What `RANKING_CSV` holds: the numbers of each feature and the labels, by row. */
export async function readRankingData(): Promise<{
  readonly labels: Float32Array;
  valuesOf(feature: string): Float32Array;
}> {
  const features = columnRequests(numericFeatures(RANKING_FEATURES));
  const { columns, targets } = await readColumns(RANKING_CSV, { features, targets: ['label'] });
  return {
    labels: targets.get('label') ?? new Float32Array(),
    valuesOf(feature) {
      const column = columns.get(feature);
      if (column?.kind !== 'numeric')
        throw new Error(`${feature} is no column of numbers in ${RANKING_CSV}.`);
      return column.values;
    },
  };
}

export function readRecording(name: 'xgb' | 'xgb-normalized'): Recording {
  const json = (file: string): unknown => JSON.parse(readFileSync(path.join(FIXTURES, name, file), 'utf8'));
  return {
    data: path.join(FIXTURES, name, 'train_data.csv'),
    split: splitSchema.parse(json('split.json')),
    validation: trainingSchema.parse(json('training.json')).quality.bestIteration.validation,
  };
}
