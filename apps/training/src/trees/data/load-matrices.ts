import { takeRows } from '@reckit/data';
import type { DMatrix } from '@reckit/xgboost';
import { rowsToPermute } from '../../importance/permuted-rows';
import { collectGarbage } from './collect-garbage';
import { loadTreeData, toDMatrix, type Part, type TreeData } from './tree-data';

/** Data whose parts are in the library. */
export type LoadedData = Omit<TreeData, 'train' | 'validation'> &
  Readonly<Record<'train' | 'validation', { readonly matrix: DMatrix; readonly labels: Float32Array }>> & {
    /** Rows of the validation part on which the importance of features is measured. */
    readonly permuted: Part;
  };

/** Hands both parts to the library, which copies them; their matrices end with this function. */
export async function loadMatrices(...args: Parameters<typeof loadTreeData>): Promise<LoadedData> {
  const { train, validation, ...data } = await loadTreeData(...args);
  // The raw columns, before the library's copies lie beside them.
  collectGarbage();
  const loaded = {
    ...data,
    permuted: partToPermute(validation, data.spec.features.length),
    train: { matrix: toDMatrix(train, data.spec), labels: train.labels },
    validation: { matrix: toDMatrix(validation, data.spec), labels: validation.labels },
  };
  // What the library has copied, before the trees take memory of their own.
  collectGarbage();
  return loaded;
}

function partToPermute({ matrix, labels }: Part, featureCount: number): Part {
  const rows = rowsToPermute(Uint32Array.from(labels.keys()), featureCount);
  return { matrix: takeRows(matrix, featureCount, rows), labels: takeRows(labels, 1, rows) };
}
