import type { Graph } from '../../graph';
import { GraphBuilder } from '../../graph-builder';
import { appendEmbedding, appendReluLayers, appendUnitLength } from './append-layers';
import type { TorchCheckpoint } from '../read-torch-checkpoint';
import { SafeInputs } from './safe-inputs';
import { StateDict, type Linear } from './state-dict';

/**
 * Translates the two towers of the Python system (Yi et al. 2019, https://doi.org/10.1145/3298689.3346996). Unlike the
 * paper's they end in a ReLU, before the vector is given the length 1.
 *
 * Input `features` of each graph: float [rows, user_dim] and [rows, item_dim]. Output `embedding`: float
 * [rows, embed_dim], of length 1 or all zeros; finite for every finite input.
 *
 * @throws InvalidModelFile if a size is missing in `config`
 * @throws UnsupportedModel if the weights are not those of such a network
 */
export function twoTowerToOnnx(checkpoint: TorchCheckpoint): { readonly user: Graph; readonly item: Graph } {
  const weights = new StateDict(checkpoint, 'two-tower model');
  const width = weights.size('embed_dim');
  const user = takeTower(weights, 'user', weights.size('user_dim'), [...weights.sizes('user_layers'), width]);
  const item = takeTower(weights, 'item', weights.size('item_dim'), [...weights.sizes('item_layers'), width]);
  weights.assertAllTaken();
  return { user: towerGraph('user_tower', user), item: towerGraph('item_tower', item) };
}

/**
 * Translates a DSSM of the Python system (Huang et al. 2013, https://doi.org/10.1145/2505515.2505665), whose towers take
 * numbers and are as deep as each other.
 *
 * Input `features` of each graph: float [rows, dim_in]. Output `embedding`: as that of the two towers.
 *
 * @throws InvalidModelFile if a size is missing in `config`
 * @throws UnsupportedModel if the weights are not those of such a network
 */
export function dssmToOnnx(checkpoint: TorchCheckpoint): { readonly query: Graph; readonly doc: Graph } {
  const weights = new StateDict(checkpoint, 'DSSM');
  const featureCount = weights.size('dim_in');
  const units = [...weights.sizes('layers'), weights.size('embed_dim')];
  const query = takeTower(weights, 'query', featureCount, units);
  const doc = takeTower(weights, 'doc', featureCount, units);
  weights.assertAllTaken();
  return { query: towerGraph('query_tower', query), doc: towerGraph('doc_tower', doc) };
}

interface Tower {
  readonly featureCount: number;
  readonly layers: readonly Linear[];
}

function takeTower(weights: StateDict, side: string, featureCount: number, units: readonly number[]): Tower {
  return { featureCount, layers: weights.stack(`${side}_tower`, featureCount, units) };
}

function towerGraph(name: string, { featureCount, layers }: Tower): Graph {
  const safe = new SafeInputs();
  safe.throughAll(layers, safe.inputs(featureCount));
  const graph = new GraphBuilder(name);
  const features = graph.input('features', 'float', ['rows', featureCount]);
  const activations = appendReluLayers(graph, safe.appendTo(graph, features), layers);
  appendEmbedding(graph, appendUnitLength(graph, activations), layers.at(-1)?.outputs ?? 0);
  return graph.build();
}
