import {
  CorruptPackage,
  locateModel,
  openPackage,
  readFlatFile,
  requireFlatFile,
  withFlatFile,
  type Manifest,
  type ModelLocation,
  type OpenPackage,
  type VectorsTaker,
} from '@reckit/artifacts';
import {
  assertLookupFeatures,
  BadFeatureFile,
  parseFeatureMeta,
  type FeatureSpec,
  type RowKeys,
} from '@reckit/features';
import { RejectedModel } from '../errors';
import type { FlatLayout, FlatModelLayout, FlatVectorLayout } from '../flat/flat-layout';
import type { ModelSource, VectorsSource } from './open-parts';

/** Which model to read from where. */
export interface ModelRequest {
  readonly modelDir: string;
  /** The model's name and its folder in the model directory. */
  readonly name: string;
  /** How files of the Python system are read. @default it has no such model */
  readonly flat?: FlatLayout | undefined;
  /** How clients may write the keys of rows, by the names of signatures. */
  readonly rowKeys?: Readonly<Record<string, RowKeys>>;
  /** Whether neighbours in the graph of a model that has one are left out. @default false */
  readonly excludeNeighbors?: boolean;
  /** The wanted version; null for the current one. In a flat directory it names a model that has no version. */
  readonly version: string | null;
}

/**
 * Finds and reads a model: a package of ours, or a flat directory.
 *
 * @param taker - takes its vectors, which are not kept in memory then
 */
export async function readModelSource(
  request: ModelRequest,
  taker: VectorsTaker | null = null,
): Promise<ModelSource> {
  const location = await locate(request);
  try {
    const { flat } = request;
    if (location.layout === 'package' || !flat) return await readPackage(request, location.dir, taker);
    return await ('readVectors' in flat
      ? readFlatVectors(request, flat, location.dir)
      : readFlat(request, flat, location.dir));
  } catch (error) {
    if (error instanceof BadFeatureFile || error instanceof RejectedModel) {
      throw new RejectedModel(`${location.dir}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/**
 * Reads a version of a model that is a package of ours, wherever it lies.
 *
 * @param dir - the folder of the version
 * @throws CorruptPackage, MissingModel, RejectedModel
 */
export function readPackagedModel(dir: string, name: string): Promise<ModelSource> {
  return readPackage({ name }, dir, null);
}

/** Where the model that would be loaded now lies. */
export function locate({ modelDir, name, flat, version }: ModelRequest): Promise<ModelLocation> {
  return locateModel(modelDir, name, flat ? [...flat.modelFiles, flat.metaFile] : [], version);
}

async function readPackage(
  request: Pick<ModelRequest, 'name' | 'rowKeys' | 'excludeNeighbors'>,
  dir: string,
  taker: VectorsTaker | null,
): Promise<ModelSource> {
  const { name, rowKeys } = request;
  const opened = await openPackage(dir, name, null, taker);
  const { vectors } = opened.manifest;
  const items = opened.vectors ?? opened.taken;
  const answersProbabilities = await promisesProbabilities(opened.manifest);
  return {
    name,
    version: opened.manifest.version,
    statistics: opened.manifest.statistics,
    signatures: opened.manifest.signatures.flatMap(({ name, graph, features, outputs, checks }) => {
      if (graph === undefined) return [];
      const { spec, seen } = parseFeatureMeta(fileOf(opened, features).toString('utf8'), null);
      assertTakesNoIds(spec, features);
      return {
        name,
        spec,
        seen,
        keys: rowKeys?.[name],
        onnx: fileOf(opened, graph),
        roles: new Map(outputs.map(output => [output.name, output.role])),
        checks,
        answersProbabilities,
      };
    }),
    ...(vectors &&
      items && {
        vectors: {
          items,
          rows: opened.vectors?.rows ?? null,
          itemsOf: vectors.items_of ?? null,
          queriesOf: vectors.queries_of,
          ...(await lookupOf(opened, request)),
        },
      }),
  };
}

/** What takes the ids of the vectors of a package, if anything does. */
async function lookupOf(
  opened: OpenPackage,
  { rowKeys, excludeNeighbors = false }: Pick<ModelRequest, 'rowKeys' | 'excludeNeighbors'>,
): Promise<Pick<VectorsSource, 'lookup'>> {
  const entry = opened.manifest.signatures.find(({ graph }) => graph === undefined);
  if (!entry) return {};
  const { name, features, checks } = entry;
  const { spec, seen } = parseFeatureMeta(fileOf(opened, features).toString('utf8'), null);
  assertLookupFeatures(spec, features);
  const neighbours = excludeNeighbors ? await opened.neighbours() : null;
  if (excludeNeighbors && !neighbours) {
    throw new RejectedModel(
      'EXCLUDE_NEIGHBORS=true leaves out neighbours in the graph, and the package does not tell which these are: train it again by node2vec, which writes them, or unset EXCLUDE_NEIGHBORS.',
    );
  }
  return { lookup: { name, spec, seen, keys: rowKeys?.[name], checks, neighbours } };
}

/** A graph could make nothing of the rows of vectors. */
function assertTakesNoIds({ features }: FeatureSpec, file: string): void {
  const strange = features.find(feature => feature.kind !== 'numeric' && feature.coding.kind === 'vectors');
  if (!strange) return;
  throw new RejectedModel(
    `${file}: the feature "${strange.name}" is an id of vectors, which no graph takes: train the package again.`,
  );
}

/** What the training of a package promises of the numbers that the model answers. */
async function promisesProbabilities({ kind, training, signatures }: Manifest): Promise<boolean> {
  if (kind !== 'xgboost') {
    // Older packages of DeepFM do not tell what they predict.
    const outputs = signatures.flatMap(signature => signature.outputs);
    return kind === 'deepfm' || outputs.every(({ predicts }) => predicts?.kind === 'probability');
  }
  // A forest is looked at with this library anyway.
  const { isProbability } = await import('@reckit/onnx');
  const { parameters } = training;
  return (
    typeof parameters === 'object' &&
    parameters !== null &&
    'objective' in parameters &&
    typeof parameters.objective === 'string' &&
    isProbability(parameters.objective)
  );
}

function fileOf(opened: OpenPackage, name: string): Buffer {
  const bytes = opened.file(name);
  if (!bytes)
    throw new CorruptPackage(`${opened.dir} has no ${name}: the package is not complete; train it again.`);
  return bytes;
}

/** Ids and their vectors, of which the files of the Python system tell no more than that. */
async function readFlatVectors(
  { name, rowKeys, version, excludeNeighbors = false }: ModelRequest,
  flat: FlatVectorLayout,
  dir: string,
): Promise<ModelSource> {
  if (excludeNeighbors) {
    throw new RejectedModel(
      `EXCLUDE_NEIGHBORS=true leaves out neighbours in the graph, and ${flat.metaFile} does not tell which these are: train a package by node2vec, or unset EXCLUDE_NEIGHBORS.`,
    );
  }
  const { vectors, spec } = await withFlatFile(dir, flat.metaFile, opened => flat.readVectors(opened));
  const { rows, ...items } = vectors;
  const lookup = { name, spec, keys: rowKeys?.[name], checks: null, neighbours: null };
  return {
    name,
    version: version ?? 'unknown',
    signatures: [],
    vectors: { items, rows, itemsOf: null, queriesOf: name, lookup },
  };
}

async function readFlat(
  { name, rowKeys, version }: ModelRequest,
  flat: FlatModelLayout,
  dir: string,
): Promise<ModelSource> {
  const model = await requireFlatFile(dir, flat.modelFiles);
  const meta = await requireFlatFile(dir, [flat.metaFile]);
  const scaler = async () => (await readFlatFile(dir, flat.scalerFile))?.toString('utf8') ?? null;
  const { modelVersion, signatures } = await flat.read({
    model,
    meta: meta.toString('utf8'),
    scaler,
  });
  return {
    name,
    version: modelVersion ?? version ?? 'unknown',
    signatures: signatures.map(({ name: own = name, outputRole, ...read }) => ({
      ...read,
      name: own,
      keys: rowKeys?.[own],
      roles: outputRole,
      checks: null,
    })),
  };
}
