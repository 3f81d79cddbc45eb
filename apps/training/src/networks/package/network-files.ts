import type { Checks } from '@reckit/artifacts';
import { formatFeatureMeta } from '@reckit/features';
import {
  openPlainPredictor,
  readEncoded,
  servingGraph,
  type EmbeddingTable,
  type EngineState,
} from '@reckit/nn';
import type { TrainedModel } from '../../run/training-model';
import type { FittedNetwork, NetworkPlan } from '../fit/fit-network';
import { predictRows } from '../fit/predict-rows';
import { tabularBatches } from '../data/tabular-batches';

/** Another processor adds in another order, which moves the last bits of a float32. */
const CHECK_TOLERANCE = { relative: 1e-4, absolute: 1e-5 };

/** What a service runs: raw encoded rows in, answers out, with scaling and embeddings inside. */
export function servedGraph(
  name: string,
  { data: { layout }, network }: Pick<NetworkPlan, 'data' | 'network'>,
  weights: EngineState,
  table: EmbeddingTable | null,
): Uint8Array {
  return servingGraph(
    name,
    network,
    weights,
    (features, predict, tableOf) => predict(readEncoded(features, layout, table && tableOf(table))),
    layout.width,
  );
}

/** The files of a package that a service reads. */
export function networkFiles(
  plan: NetworkPlan,
  { weights, table }: Pick<FittedNetwork, 'weights' | 'table'>,
  meta: Omit<Parameters<typeof formatFeatureMeta>[0], 'spec' | 'seen'>,
): TrainedModel['files'] {
  return {
    'model.onnx': servedGraph(meta.modelType, plan, weights, table),
    'feature_meta.json': formatFeatureMeta({ ...meta, spec: plan.data.spec, seen: plan.data.seen }),
  };
}

/** What the network answers to the check rows by the plainest arithmetic there is. */
export async function checksOf(
  { data, network }: NetworkPlan,
  { weights, table }: Pick<FittedNetwork, 'weights' | 'table'>,
): Promise<Checks> {
  const rows = data.measured.subarray(0, data.checkRows.length);
  const answers = await predictRows(
    await openPlainPredictor(network, weights),
    tabularBatches(data, table, new Map(), rows.length),
    rows,
    rows.length,
  );
  return {
    rows: data.checkRows,
    outputs: Object.fromEntries([...answers].map(([name, values]) => [name, [...values]])),
    tolerance: CHECK_TOLERANCE,
  };
}
