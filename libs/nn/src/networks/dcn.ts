import { crossNetwork } from '../layers/cross-network';
import { dense } from '../layers/dense';
import { mlp } from '../layers/mlp';
import type { Network } from '../network';
import { ParameterSet } from '../parameters/parameter-set';
import { joined } from '../tabular/joined';
import { joinedInputs } from '../tabular/joined-inputs';
import type { TabularLayout } from '../tabular/tabular-layout';
import { oneScore, type OneScoreSettings } from './one-score';

/** The sizes of a DCN. */
export interface DcnSettings extends OneScoreSettings {
  /** So many of them multiply up to one input more. */
  readonly crossLayers: number;
  /** The rank of their matrices. @default that of full ones */
  readonly crossRank?: number | undefined;
  readonly deepUnits: readonly number[];
  /** Whether the deep part reads what the cross layers say, in place of the inputs beside them. @default false */
  readonly stacked?: boolean;
}

/**
 * DCN-v2 (Wang et al., "DCN V2: Improved Deep & Cross Network and Practical Lessons for Web-scale Learning to Rank
 * Systems", 2021): cross layers, and a deep part beside them or on top of them. Both read the scaled numbers and the
 * embeddings of categories and sequences.
 */
export function dcn(layout: TabularLayout, settings: DcnSettings): Network {
  const {
    embeddingDim,
    slotDims,
    crossLayers,
    crossRank,
    deepUnits,
    stacked,
    start = 0,
    ...hidden
  } = settings;
  const parameters = new ParameterSet();
  const inputs = joinedInputs(layout, embeddingDim, slotDims);
  const { width } = inputs;
  const cross = crossNetwork(parameters, 'cross', width, crossLayers, crossRank);
  const deep = mlp(parameters, 'deep', width, deepUnits, { ...hidden, activation: 'relu' });
  const deepWidth = deepUnits.at(-1) ?? width;
  const output = dense(parameters, 'output', stacked ? deepWidth : width + deepWidth, 1, {
    initializers: { bias: values => values.fill(start) },
  });
  return oneScore(
    {
      ...{ parameters, layout, tableDim: embeddingDim },
      logits(batch, pass) {
        const x = inputs.read(batch);
        const crossed = cross(x, pass);
        return output(stacked ? deep(crossed, pass) : joined([crossed, deep(x, pass)], 1), pass);
      },
    },
    settings,
  );
}
