import type { Scratch } from '@reckit/data';
import type { FeatureSpec } from '@reckit/features';
import { BatchedMatrix, DMatrix, type Matrix, type RowBatch } from '@reckit/xgboost';
import { collectGarbage } from './collect-garbage';
import { featureTypesOf, loadTreeData, type Part, type TreeData } from './tree-data';

/** A part that is in the library. */
export interface LoadedPart extends Omit<Part, 'matrix'> {
  readonly matrix: Matrix;
  /** Its rows once more, where the library has them in bins or on disk. */
  readonly batches: Iterable<RowBatch> | null;
}

/** Data whose parts are in the library. */
export type LoadedData = Omit<TreeData, 'train' | 'validation'> &
  Readonly<Record<'train' | 'validation', LoadedPart>>;

/** Hands both parts to the library, which copies them; their matrices end with this function. */
export async function loadMatrices(
  file: Parameters<typeof loadTreeData>[0],
  features: Parameters<typeof loadTreeData>[1],
  options: Parameters<typeof loadTreeData>[2] & { readonly maxBin?: number },
): Promise<LoadedData> {
  const { train, validation, ...data } = await loadTreeData(file, features, options);
  // The raw columns, before the library's copies lie beside them.
  collectGarbage();
  const { maxBin, memory } = options;
  const put = (part: Part, reference?: Matrix): LoadedPart =>
    inLibrary(part, data, { scratch: memory.scratch, reference, maxBin });
  const loadedTrain = put(train);
  const loaded = { ...data, train: loadedTrain, validation: put(validation, loadedTrain.matrix) };
  // What the library has copied, before the trees take memory of their own.
  collectGarbage();
  return loaded;
}

interface Placing {
  readonly scratch: Scratch;
  /** The matrix whose bins are taken. */
  readonly reference: Matrix | undefined;
  readonly maxBin: number | undefined;
}

function inLibrary(
  part: Part,
  { spec, memory }: Pick<TreeData, 'spec' | 'memory'>,
  { scratch, reference, maxBin }: Placing,
): LoadedPart {
  const { matrix: source, ...others } = part;
  if (source instanceof Float32Array)
    return { ...others, matrix: new DMatrix({ ...others, data: source, ...columnsOf(spec) }), batches: null };
  const matrix = new BatchedMatrix({
    batches: source,
    ...columnsOf(spec),
    keep:
      memory === 'files'
        ? { kind: 'files', cachePrefix: scratch.path('pages') }
        : { kind: 'bins', ...(maxBin && { maxBin }), ...(reference && { reference }) },
  });
  return { ...others, matrix, batches: source };
}

/** What the library is told of the columns. */
export function columnsOf(spec: FeatureSpec) {
  const featureNames = spec.features.map(feature => feature.name);
  const featureTypes = featureTypesOf(spec);
  return { featureCount: featureNames.length, featureNames, ...(featureTypes && { featureTypes }) };
}
