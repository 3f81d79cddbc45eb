import { FEATURE_META_FILE, GRAPH_FILE, type Checks, type SignatureEntry } from '@reckit/artifacts';
import { formatFeatureMeta } from '@reckit/features';
import {
  bagColumns,
  Lookup,
  matrixBatches,
  openPlainPredictor,
  readEncoded,
  servingGraph,
  type EmbeddingTable,
  type EngineState,
  type PredictingNetwork,
} from '@reckit/nn';
import { predictRows } from '../../networks/fit/predict-rows';
import type { Side } from '../data/side';
import { EMBEDDING, type Predicts } from '../retrieval-plan';

/** A side of a network that is served: it makes a vector of the features of a row. */
export interface ServedSide {
  /** The name by which it is called. */
  readonly signature: string;
  readonly side: Side;
  /** Of `numeric` and `fields` the output `embedding`, [rows, dim]. */
  readonly network: PredictingNetwork;
  readonly table: EmbeddingTable | null;
  /** The rows of the side that are checked before a package serves. */
  readonly checkRows: Uint32Array;
}

const ROWS_AT_ONCE = 4096;
/** Another processor adds in another order, which moves the last bits of a float32. */
const CHECK_TOLERANCE = { relative: 1e-4, absolute: 1e-5 };

/** The vectors of some rows, as the network embeds them now. @returns [rows.length, dim] */
export async function embed(
  engine: Predicts,
  { side, network, table }: ServedSide,
  rows: Uint32Array,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const { encoded, layout } = side;
  const { width, numericColumns: columns, slots } = layout;
  const batchSize = Math.min(ROWS_AT_ONCE, Math.max(1, rows.length));
  const batches = matrixBatches(
    columns.length > 0 ? { numeric: { values: encoded, width, columns } } : {},
    batchSize,
  );
  const lookups: Record<string, Lookup> = table
    ? { fields: new Lookup({ table, encoded, width, bags: bagColumns(slots) }) }
    : {};
  const part: Predicts = { predict: (feeds, rowCount) => engine.predict(feeds, rowCount, network) };
  const outputs = await predictRows(part, { batches, lookups }, rows, batchSize, signal);
  return outputs.get(EMBEDDING.name) ?? new Float32Array();
}

/** The graph that a service runs: raw encoded rows in, vectors out. */
export function graphOf({ signature, side, network, table }: ServedSide, weights: EngineState): Uint8Array {
  return servingGraph(
    signature,
    network,
    weights,
    (features, predict, tableOf) => predict(readEncoded(features, side.layout, table && tableOf(table))),
    side.layout.width,
  );
}

/** The files of a side that is the only signature of its package, or one of several. */
export function filesOfSide(
  { signature }: ServedSide,
  isOnly: boolean,
): Required<Pick<SignatureEntry, 'graph' | 'features'>> {
  return isOnly
    ? { graph: GRAPH_FILE, features: FEATURE_META_FILE }
    : { graph: `${signature}.onnx`, features: `${signature}_${FEATURE_META_FILE}` };
}

/** What describes the features of a side. */
export function metaOf(
  { side: { spec, seen } }: ServedSide,
  about: Omit<Parameters<typeof formatFeatureMeta>[0], 'spec' | 'seen'>,
): string {
  return formatFeatureMeta({ ...about, spec, seen });
}

/** The vectors of the check rows by the plainest arithmetic there is. */
export async function checksOf(served: ServedSide, weights: EngineState): Promise<Checks> {
  const { checkRows, side, network } = served;
  const vectors = await embed(await openPlainPredictor(network, weights), served, checkRows);
  return {
    rows: Array.from(checkRows, row => side.rawRow(row)),
    outputs: { [EMBEDDING.name]: [...vectors] },
    tolerance: CHECK_TOLERANCE,
  };
}
