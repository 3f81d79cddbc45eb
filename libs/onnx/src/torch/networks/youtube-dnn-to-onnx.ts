import { DATA_TYPES, type Graph } from '../../graph';
import { GraphBuilder } from '../../graph-builder';
import { appendEmbedding, appendLinear, appendReluLayers } from './append-layers';
import type { TorchCheckpoint } from '../read-torch-checkpoint';
import { SafeInputs, type Bounds } from './safe-inputs';
import { StateDict, type Linear } from './state-dict';

const WHOLE = { to: { kind: 'int', value: DATA_TYPES.int64 } } as const;
const FLOAT = { to: { kind: 'int', value: DATA_TYPES.float } } as const;
const KEEP = { keepdims: { kind: 'int', value: 1 } } as const;
const DROP = { keepdims: { kind: 'int', value: 0 } } as const;

interface Network {
  readonly featureCount: number;
  readonly eventCount: number;
  readonly width: number;
  readonly itemCount: number;
  /** [items + 1, width]: row 0 stands for no item. */
  readonly items: Float32Array;
  readonly projection: Linear;
  readonly layers: readonly Linear[];
}

/**
 * Translates a YouTube DNN of the Python system (Covington et al. 2016, https://doi.org/10.1145/2959100.2959190): a linear
 * function of the user's features, beside the mean of the embeddings of the items in the history, through layers that
 * all end in a ReLU. The layer over the items, which training alone needs, is left out.
 *
 * Input `features`: float [rows, num_user_feats + max_history], the features and then the rows of the items in the
 * embedding table, oldest first. 0 is an item that is not known and −1 none at all; neither counts in the mean, and a
 * history of nothing else has the mean 0. Output `embedding`: float [rows, embed_dim], finite for every finite input.
 *
 * @throws InvalidModelFile if a size is missing in `config`
 * @throws UnsupportedModel if the weights are not those of such a network
 */
export function youtubeDnnToOnnx(checkpoint: TorchCheckpoint): Graph {
  const network = takeNetwork(checkpoint);
  const { featureCount, eventCount, width, projection, layers } = network;
  const graph = new GraphBuilder('youtube_dnn');
  const features = graph.input('features', 'float', ['rows', featureCount + eventCount]);
  const user = safeInputs(network).appendTo(graph, appendColumns(graph, features, 0, featureCount));
  const events = appendColumns(graph, features, featureCount, eventCount);
  const attributes = { axis: { kind: 'int', value: 1 } } as const;
  const joined = graph.node(
    'Concat',
    [appendLinear(graph, user, projection), appendMean(graph, events, network)],
    {
      attributes,
    },
  );
  appendEmbedding(graph, appendReluLayers(graph, joined, layers), width);
  return graph.build();
}

function takeNetwork(checkpoint: TorchCheckpoint): Network {
  const weights = new StateDict(checkpoint, 'YouTube DNN');
  const featureCount = weights.size('num_user_feats');
  const itemCount = weights.size('num_items');
  const width = weights.size('embed_dim');
  const projected = weights.outputsOf('user_proj');
  const network = {
    featureCount,
    eventCount: weights.size('max_history'),
    width,
    itemCount,
    items: weights.take('item_embed.weight', [itemCount + 1, width]).slice(),
    projection: weights.linear('user_proj', featureCount, projected),
    layers: weights.stack('mlp', projected + width, [...weights.sizes('hidden'), width]),
  };
  weights.linear('fc_out', width, itemCount);
  weights.assertAllTaken();
  // What stands there adds nothing, whatever was saved.
  network.items.fill(0, 0, width);
  return network;
}

/** The mean of embeddings is no larger than the largest of them. */
function safeInputs({ featureCount, width, items, projection, layers }: Network): SafeInputs {
  const largest = new Float64Array(width);
  items.forEach((value, i) => {
    largest[i % width] = Math.max(largest[i % width] ?? 0, Math.abs(value));
  });
  const safe = new SafeInputs();
  const user = safe.through(projection, safe.inputs(featureCount));
  safe.throughAll(layers, sideBySide(user, { slope: new Float64Array(width), constant: largest }));
  return safe;
}

function sideBySide(one: Bounds, other: Bounds): Bounds {
  return {
    slope: Float64Array.of(...one.slope, ...other.slope),
    constant: Float64Array.of(...one.constant, ...other.constant),
  };
}

/** The mean of the embeddings of known items, from float [rows, events] to float [rows, width]. */
function appendMean(graph: GraphBuilder, events: string, { items, itemCount, width }: Network): string {
  const table = graph.constant({ type: 'float', shape: [itemCount + 1, width], values: items }, 'items');
  const rows = graph.node('Relu', [events]);
  const embeddings = graph.node('Gather', [table, graph.node('Cast', [rows], { attributes: WHOLE })]);
  const axis = appendWhole(graph, 1);
  const sum = graph.node('ReduceSum', [embeddings, axis], { attributes: DROP });
  const one = graph.constant({ type: 'float', shape: [], values: Float32Array.of(1) }, 'one');
  const zero = graph.constant({ type: 'float', shape: [], values: Float32Array.of(0) }, 'zero');
  const isKnown = graph.node('Cast', [graph.node('Greater', [rows, zero])], { attributes: FLOAT });
  const count = graph.node('ReduceSum', [isKnown, axis], { attributes: KEEP });
  return graph.node('Div', [sum, graph.node('Max', [count, one])]);
}

function appendColumns(graph: GraphBuilder, features: string, start: number, count: number): string {
  const [from, to, axis] = [start, start + count, 1].map(value => appendWhole(graph, value));
  return graph.node('Slice', [features, from, to, axis]);
}

function appendWhole(graph: GraphBuilder, value: number): string {
  return graph.constant({ type: 'int64', shape: [1], values: BigInt64Array.of(BigInt(value)) }, 'whole');
}
