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
export interface LoadedData extends Omit<TreeData, 'train' | 'validation'> {
  readonly train: LoadedPart;
  /** Null where nothing is held out. */
  readonly validation: LoadedPart | null;
}

type LoadArguments = Parameters<typeof loadTreeData>;

/** Hands both parts to the library, which copies them; their matrices end with this function. */
export async function loadMatrices(
  file: LoadArguments[0],
  features: LoadArguments[1],
  options: LoadArguments[2] & { readonly maxBin?: number },
): Promise<LoadedData> {
  const { train, validation, ...data } = await loadTreeData(file, features, options);
  // The raw columns, before the library's copies lie beside them.
  collectGarbage();
  const { maxBin, memory } = options;
  const put = (part: Part, reference?: Matrix): LoadedPart =>
    inLibrary(part, data, { scratch: memory.scratch, reference, maxBin });
  const loadedTrain = put(train);
  const loaded = {
    ...data,
    train: loadedTrain,
    validation: validation && put(validation, loadedTrain.matrix),
  };
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
  { matrix: source, ...part }: Part,
  { spec, memory }: Pick<TreeData, 'spec' | 'memory'>,
  { scratch, reference, maxBin }: Placing,
): LoadedPart {
  if (source instanceof Float32Array) {
    return { ...part, matrix: new DMatrix({ ...part, data: source, ...columnsOf(spec) }), batches: null };
  }
  const matrix = new BatchedMatrix({
    batches: source,
    ...columnsOf(spec),
    keep:
      memory === 'files'
        ? { kind: 'files', cachePrefix: scratch.path('pages') }
        : { kind: 'bins', ...(maxBin && { maxBin }), ...(reference && { reference }) },
  });
  return { ...part, matrix, batches: source };
}

/** What the library is told of the columns. */
export function columnsOf(spec: FeatureSpec) {
  const featureNames = spec.features.map(feature => feature.name);
  const featureTypes = featureTypesOf(spec);
  return { featureCount: featureNames.length, featureNames, ...(featureTypes && { featureTypes }) };
}
