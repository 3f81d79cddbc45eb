import { takeRows, type Scratch } from '@reckit/data';
import { encodedColumns, encodedWidth, type FeatureSpec } from '@reckit/features';
import { gatherJoined, type Meeting } from '@reckit/collective';
import { BatchedMatrix, DMatrix, type Matrix, type RowBatch } from '@reckit/xgboost';
import { rowsToPermute } from '../../importance/permuted-rows';
import { collectGarbage } from './collect-garbage';
import { featureTypesOf, loadTreeData, type Part, type RowsInMemory, type TreeData } from './tree-data';

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
  /** Of the rows that the model is measured on, those on which the importance of features is. */
  readonly permuted: RowsInMemory;
}

type LoadArguments = Parameters<typeof loadTreeData>;

/** Hands both parts to the library, which copies them; their matrices end with this function. */
export async function loadMatrices(
  file: LoadArguments[0],
  features: LoadArguments[1],
  options: LoadArguments[2] & {
    readonly maxBin?: number;
    /** Begins to compute with the others, where there are some: their matrices are built together. */
    readonly join?: () => Promise<void>;
  },
): Promise<LoadedData> {
  const { train, validation, ...data } = await loadTreeData(file, features, options);
  // The raw columns, before the library's copies lie beside them.
  collectGarbage();
  const { maxBin, memory, meeting } = options;
  const width = encodedWidth(data.spec);
  const own = rowsInMemory(validation ?? train, width);
  const permuted = meeting ? await ofAll(own, width, meeting) : own;
  await options.join?.();
  const put = (part: Part, reference?: Matrix): LoadedPart =>
    inLibrary(part, data, { scratch: memory.scratch, reference, maxBin });
  const loadedTrain = put(train);
  const loaded = {
    ...data,
    permuted,
    train: loadedTrain,
    validation: validation && put(validation, loadedTrain.matrix),
  };
  // What the library has copied, before the trees take memory of their own.
  collectGarbage();
  return loaded;
}

/** Some rows of all processes. */
async function ofAll(own: RowsInMemory, featureCount: number, meeting: Meeting): Promise<RowsInMemory> {
  // A row that counts for nothing tells nothing.
  const { matrix, labels, weights } = own.isEmpty
    ? { matrix: new Float32Array(), labels: new Float32Array(), weights: undefined }
    : own;
  const all = {
    matrix: await gatherJoined(meeting, matrix, Float32Array),
    labels: await gatherJoined(meeting, labels, Float32Array),
    weights: await gatherJoined(meeting, weights ?? new Float32Array(labels.length).fill(1), Float32Array),
  };
  return rowsInMemory(all, featureCount);
}

/** The rows on which the importance of features is measured. */
function rowsInMemory({ matrix, labels, weights, isEmpty }: Part, featureCount: number): RowsInMemory {
  const rows = rowsToPermute(Uint32Array.from(labels.keys()), featureCount);
  return {
    matrix:
      matrix instanceof Float32Array
        ? takeRows(matrix, featureCount, rows)
        : rowsOfBatches(matrix, featureCount, rows),
    labels: takeRows(labels, 1, rows),
    ...(weights && { weights: takeRows(weights, 1, rows) }),
    ...(isEmpty && { isEmpty }),
  };
}

/** @param rows - rising */
function rowsOfBatches(batches: Iterable<RowBatch>, featureCount: number, rows: Uint32Array): Float32Array {
  const taken = new Float32Array(rows.length * featureCount);
  let place = 0;
  let begin = 0;
  for (const { data, labels } of batches) {
    const end = begin + labels.length;
    for (; place < rows.length && rows[place] < end; place++) {
      const from = (rows[place] - begin) * featureCount;
      taken.set(data.subarray(from, from + featureCount), place * featureCount);
    }
    if (place === rows.length) break;
    begin = end;
  }
  return taken;
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
    return {
      ...part,
      matrix: new DMatrix({ ...part, data: source, ...matrixFeatures(spec) }),
      batches: null,
    };
  }
  const matrix = new BatchedMatrix({
    batches: source,
    baseMargin: part.baseMargin,
    ...matrixFeatures(spec),
    keep:
      memory === 'files'
        ? { kind: 'files', cachePrefix: scratch.path('pages') }
        : { kind: 'bins', ...(maxBin && { maxBin }), ...(reference && { reference }) },
  });
  return { ...part, matrix, batches: source };
}

/** What the library is told of the columns. */
export function matrixFeatures(spec: FeatureSpec) {
  const featureNames = encodedColumns(spec).map(({ feature }) => feature.name);
  const featureTypes = featureTypesOf(spec);
  return { featureCount: featureNames.length, featureNames, ...(featureTypes && { featureTypes }) };
}
