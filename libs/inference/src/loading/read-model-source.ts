import {
  CorruptPackage,
  locateModel,
  openPackage,
  readFlatFile,
  requireFlatFile,
  type Manifest,
  type ModelLocation,
  type VectorsTaker,
} from '@reckit/artifacts';
import { BadFeatureFile, parseFeatureMeta, type RowKeys } from '@reckit/features';
import { RejectedModel } from '../errors';
import type { FlatLayout } from '../flat/flat-layout';
import type { ModelSource } from './open-parts';

/** Which model to read from where. */
export interface ModelRequest {
  readonly modelDir: string;
  /** The model's name and its folder in the model directory. */
  readonly name: string;
  readonly flat: FlatLayout;
  /** How clients may write the keys of rows, by the names of signatures. */
  readonly rowKeys?: Readonly<Record<string, RowKeys>>;
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
    return location.layout === 'package'
      ? await readPackage(request, location.dir, taker)
      : await readFlat(request, location.dir);
  } catch (error) {
    if (error instanceof BadFeatureFile || error instanceof RejectedModel) {
      throw new RejectedModel(`${location.dir}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** Where the model that would be loaded now lies. */
export function locate({ modelDir, name, flat, version }: ModelRequest): Promise<ModelLocation> {
  return locateModel(modelDir, name, [...flat.modelFiles, flat.metaFile], version);
}

async function readPackage(
  { name, rowKeys }: ModelRequest,
  dir: string,
  taker: VectorsTaker | null,
): Promise<ModelSource> {
  const opened = await openPackage(dir, name, null, taker);
  const { vectors } = opened.manifest;
  const items = opened.vectors ?? opened.taken;
  const answersProbabilities = await promisesProbabilities(opened.manifest);
  return {
    name,
    version: opened.manifest.version,
    signatures: opened.manifest.signatures.map(({ name, graph, features, outputs, checks }) => {
      const { spec, seen } = parseFeatureMeta(fileOf(opened, features).toString('utf8'), null);
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
        },
      }),
  };
}

/** What the training of a package promises of the numbers that the model answers. */
async function promisesProbabilities({ kind, training }: Manifest): Promise<boolean> {
  if (kind !== 'xgboost') return kind === 'deepfm';
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

function fileOf(opened: Awaited<ReturnType<typeof openPackage>>, name: string): Buffer {
  const bytes = opened.file(name);
  if (!bytes)
    throw new CorruptPackage(`${opened.dir} has no ${name}: the package is not complete; train it again.`);
  return bytes;
}

async function readFlat({ name, flat, rowKeys, version }: ModelRequest, dir: string): Promise<ModelSource> {
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
