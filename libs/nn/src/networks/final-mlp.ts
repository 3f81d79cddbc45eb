import { bilinearFusion } from '../layers/bilinear-fusion';
import { contextGate } from '../layers/context-gate';
import { mlp } from '../layers/mlp';
import type { Network } from '../network';
import { ParameterSet } from '../parameters/parameter-set';
import type { Layer } from '../parameters/pass';
import { joinedInputs } from '../tabular/joined-inputs';
import type { TabularLayout } from '../tabular/tabular-layout';
import { oneScore, type OneScoreSettings } from './one-score';

/** One of the two streams of a FinalMLP. */
export interface Stream {
  readonly units: readonly number[];
  /** The features by which the inputs of this stream are weighed. @default they all count alike */
  readonly gate?: readonly string[] | undefined;
}

/** The sizes of a FinalMLP. */
export interface FinalMlpSettings extends OneScoreSettings {
  readonly first: Stream;
  readonly second: Stream;
  /** Into so many parts what the streams say is cut, which are multiplied in pairs. */
  readonly heads: number;
}

/**
 * FinalMLP (Mao et al., "FinalMLP: An Enhanced Two-Stream MLP Model for CTR Prediction", 2023): two deep parts, each with an
 * eye of its own on the scaled numbers and the embeddings of a row, whose last layers are multiplied with each other.
 */
export function finalMlp(layout: TabularLayout, settings: FinalMlpSettings): Network {
  const { embeddingDim, slotDims, first, second, heads, start = 0, ...hidden } = settings;
  const parameters = new ParameterSet();
  const inputs = joinedInputs(layout, embeddingDim, slotDims);
  const { width } = inputs;

  function stream(name: string, { units, gate }: Stream): Layer {
    const weighed = gate && contextGate(parameters, `${name}_gate`, width, inputs.columnsOf(gate));
    const deep = mlp(parameters, name, width, units, { ...hidden, activation: 'relu' });
    return (x, pass) => deep(weighed ? weighed(x, pass) : x, pass);
  }

  const [one, other] = [stream('first', first), stream('second', second)];
  const widths = [first.units.at(-1) ?? width, second.units.at(-1) ?? width] as const;
  const fusion = bilinearFusion(parameters, 'fusion', widths, heads, values => values.fill(start));
  return oneScore(
    {
      ...{ parameters, layout, tableDim: embeddingDim },
      logits(batch, pass) {
        const x = inputs.read(batch);
        return fusion(one(x, pass), other(x, pass), pass);
      },
    },
    settings,
  );
}
