import { takeRows } from '@reckit/data';
import type { DMatrix } from '@reckit/xgboost';
import { rowsToPermute } from '../../importance/permuted-rows';
import { collectGarbage } from './collect-garbage';
import { loadTreeData, toDMatrix, type Part, type TreeData } from './tree-data';

/** A part that is in the library. */
export interface LoadedPart extends Omit<Part, 'matrix'> {
  readonly matrix: DMatrix;
}

/** Data whose parts are in the library. */
export interface LoadedData extends Omit<TreeData, 'train' | 'validation'> {
  readonly train: LoadedPart;
  /** Null where nothing is held out. */
  readonly validation: LoadedPart | null;
  /** Of the rows that the model is measured on, those on which the importance of features is. */
  readonly permuted: Part;
}

/** Hands both parts to the library, which copies them; their matrices end with this function. */
export async function loadMatrices(...args: Parameters<typeof loadTreeData>): Promise<LoadedData> {
  const { train, validation, ...data } = await loadTreeData(...args);
  // The raw columns, before the library's copies lie beside them.
  collectGarbage();
  const inLibrary = (part: Part): LoadedPart => ({ ...part, matrix: toDMatrix(part, data.spec) });
  const loaded = {
    ...data,
    permuted: partToPermute(validation ?? train, data.spec.features.length),
    train: inLibrary(train),
    validation: validation && inLibrary(validation),
  };
  // What the library has copied, before the trees take memory of their own.
  collectGarbage();
  return loaded;
}

function partToPermute({ matrix, labels, weights }: Part, featureCount: number): Part {
  const rows = rowsToPermute(Uint32Array.from(labels.keys()), featureCount);
  return {
    matrix: takeRows(matrix, featureCount, rows),
    labels: takeRows(labels, 1, rows),
    ...(weights && { weights: takeRows(weights, 1, rows) }),
  };
}
