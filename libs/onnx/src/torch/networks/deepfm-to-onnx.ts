import type { Graph } from '../../graph';
import { GraphBuilder } from '../../graph-builder';
import { appendLinear, appendOutput, appendReluLayers, appendSigmoid } from './append-layers';
import { appendFactorization, takeFactorization } from './factorization';
import type { TorchCheckpoint } from '../read-torch-checkpoint';
import { SafeInputs } from './safe-inputs';
import { StateDict } from './state-dict';

/**
 * Translates a DeepFM of the Python system (Guo et al. 2017, https://arxiv.org/abs/1703.04247), in which every
 * feature is a number and its embedding a linear function of it.
 *
 * Input `features`: float [rows, num_features], scaled as the checkpoint's `scaler` says. Output `predictions`:
 * float [rows], probabilities; finite for every finite input.
 *
 * @throws InvalidModelFile if a size is missing in `model_config`
 * @throws UnsupportedModel if the weights are not those of such a network
 */
export function deepfmToOnnx(checkpoint: TorchCheckpoint): Graph {
  const weights = new StateDict(checkpoint, 'DeepFM');
  const featureCount = weights.size('num_features');
  const units = weights.sizes('deep_layers');
  const machine = takeFactorization(weights, featureCount);
  const hidden = weights.stack('deep', featureCount, units);
  const last = weights.linear('deep_output', units.at(-1) ?? 0, 1);
  weights.assertAllTaken();

  const safe = new SafeInputs();
  safe.throughAll([...hidden, last], safe.inputs(featureCount));

  const graph = new GraphBuilder('deepfm');
  const features = graph.input('features', 'float', ['rows', featureCount]);
  const deep = appendReluLayers(graph, safe.appendTo(graph, features), hidden);
  const logits = graph.node('Add', [
    appendFactorization(graph, features, machine),
    appendLinear(graph, deep, last),
  ]);
  appendOutput(graph, 'predictions', appendSigmoid(graph, logits));
  return graph.build();
}
