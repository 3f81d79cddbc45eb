import type { Checks } from '@reckit/artifacts';
import { formatFeatureMeta } from '@reckit/features';
import { openPlainPredictor, readEncoded, servingGraph, type Calibrations } from '@reckit/nn';
import { toleranceBehind } from '../../calibration/tolerance-behind';
import type { TrainedModel } from '../../run/training-model';
import type { FittedNetwork, NetworkPlan } from '../fit/fit-network';
import { predictRows } from '../fit/predict-rows';
import { tabularBatches } from '../data/tabular-batches';

/** Another processor adds in another order, which moves the last bits of a float32. */
const CHECK_TOLERANCE = { relative: 1e-4, absolute: 1e-5 };

/** What was learnt of a network. */
type Learnt = Pick<FittedNetwork, 'weights' | 'table' | 'calibrations'>;

/** What a service runs: raw encoded rows in, answers out, with scaling, embeddings and calibration inside. */
export function servedGraph(
  name: string,
  { data: { layout }, network }: Pick<NetworkPlan, 'data' | 'network'>,
  { weights, table, calibrations }: Learnt,
): Uint8Array {
  return servingGraph(
    name,
    network,
    weights,
    (features, predict, tableOf) => predict(readEncoded(features, layout, table && tableOf(table))),
    layout.width,
    mapsOf(calibrations),
  );
}

/** The files of a package that a service reads. */
export function networkFiles(
  plan: NetworkPlan,
  learnt: Learnt,
  meta: Omit<Parameters<typeof formatFeatureMeta>[0], 'spec' | 'seen'>,
): TrainedModel['files'] {
  return {
    'model.onnx': servedGraph(meta.modelType, plan, learnt),
    'feature_meta.json': formatFeatureMeta({ ...meta, spec: plan.data.spec, seen: plan.data.seen }),
  };
}

/** What the network answers to the check rows by the plainest arithmetic there is. */
export async function checksOf(
  { data, network }: NetworkPlan,
  { weights, table, calibrations }: Learnt,
): Promise<Checks> {
  const rows = data.measured.subarray(0, data.checkRows.length);
  const answers = await predictRows(
    await openPlainPredictor(network, weights, mapsOf(calibrations)),
    tabularBatches(data, table, new Map(), rows.length),
    rows,
    rows.length,
  );
  return {
    rows: data.checkRows,
    outputs: Object.fromEntries([...answers].map(([name, values]) => [name, [...values]])),
    tolerance: toleranceBehind(CHECK_TOLERANCE, mapsOf(calibrations).values()),
  };
}

function mapsOf(calibrations: FittedNetwork['calibrations']): Calibrations {
  return new Map([...calibrations].map(([output, { map }]) => [output, map]));
}
