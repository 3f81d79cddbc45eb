import type { Graph } from '../../graph';
import { GraphBuilder } from '../../graph-builder';
import { appendLinear, appendOutput, appendReluLayers, appendShape, appendSigmoid } from './append-layers';
import type { TorchCheckpoint } from '../read-torch-checkpoint';
import { SafeInputs } from './safe-inputs';
import { StateDict, type Linear } from './state-dict';

/** What the tasks are called in the checkpoint and at the output, and how their towers end. */
const TASKS = [
  { key: 'ctr', output: 'ctr', ending: 'sigmoid' },
  { key: 'watch', output: 'watch_time', ending: 'relu' },
  { key: 'gmv', output: 'gmv', ending: 'relu' },
] as const;

interface Task {
  readonly output: string;
  readonly ending: 'sigmoid' | 'relu';
  readonly gate: Linear;
  readonly tower: readonly Linear[];
  readonly last: Linear;
}

interface Network {
  readonly featureCount: number;
  readonly shared: readonly Linear[];
  readonly expertCount: number;
  /** All experts side by side. */
  readonly experts: Linear;
  readonly tasks: readonly Task[];
}

/**
 * Translates an MMoE of the Python system (Ma et al. 2018, https://doi.org/10.1145/3219819.3220007). Unlike the
 * paper's, its towers get the experts side by side, each times its share of the gate, not their sum.
 *
 * Input `features`: float [rows, num_features], scaled as the checkpoint's `scaler` says. Outputs: float [rows],
 * finite for every finite input; `ctr` is a probability, `watch_time` and `gmv` are at least 0.
 *
 * @throws InvalidModelFile if a size is missing in `model_config`
 * @throws UnsupportedModel if the weights are not those of such a network
 */
export function mmoeToOnnx(checkpoint: TorchCheckpoint): Graph {
  const network = takeNetwork(checkpoint);
  const graph = new GraphBuilder('mmoe');
  const features = graph.input('features', 'float', ['rows', network.featureCount]);
  const cut = safeInputs(network).appendTo(graph, features);
  const shared = appendReluLayers(graph, cut, network.shared);
  const experts = graph.node('Reshape', [
    appendReluLayers(graph, shared, [network.experts]),
    appendShape(graph, [-1, network.expertCount, network.experts.outputs / network.expertCount]),
  ]);
  for (const task of network.tasks) appendTask(graph, shared, experts, task);
  return graph.build();
}

function takeNetwork(checkpoint: TorchCheckpoint): Network {
  const weights = new StateDict(checkpoint, 'MMoE');
  const featureCount = weights.size('num_features');
  const sharedUnits = weights.sizes('expert_units');
  const expertCount = weights.size('num_experts');
  const towerUnits = weights.sizes('task_units');
  const width = sharedUnits.at(-1) ?? 0;
  const shared = weights.stack('shared', featureCount, sharedUnits);
  const experts: Linear[] = [];
  for (let i = 0; i < expertCount; i++) experts.push(weights.linear(`experts.${i}.0`, width, width));
  const tasks = TASKS.map(({ key, output, ending }) => {
    const tower = weights.stack(`tower_${key}`, expertCount * width, towerUnits);
    return {
      output,
      ending,
      gate: weights.linear(`gate_${key}.0`, width, expertCount),
      tower,
      last: weights.linear(`tower_${key}.${3 * tower.length}`, towerUnits.at(-1) ?? 0, 1),
    };
  });
  weights.assertAllTaken();
  return { featureCount, shared, expertCount, experts: sideBySide(experts, width), tasks };
}

function sideBySide(layers: readonly Linear[], width: number): Linear {
  const outputs = layers.length * width;
  const joined = { weight: new Float32Array(outputs * width), bias: new Float32Array(outputs) };
  layers.forEach(({ weight, bias }, i) => {
    joined.weight.set(weight, i * weight.length);
    joined.bias.set(bias, i * bias.length);
  });
  return { ...joined, inputs: width, outputs };
}

function safeInputs({ featureCount, shared, experts, tasks }: Network): SafeInputs {
  const safe = new SafeInputs();
  const bottom = safe.throughAll(shared, safe.inputs(featureCount));
  // A gate's share is at most 1, so that the experts bound what enters a tower.
  const mixture = safe.through(experts, bottom);
  for (const { gate, tower, last } of tasks) {
    safe.through(gate, bottom);
    safe.throughAll([...tower, last], mixture);
  }
  return safe;
}

function appendTask(graph: GraphBuilder, shared: string, experts: string, task: Task): void {
  const attributes = { axis: { kind: 'int', value: 1 } } as const;
  const shares = graph.node('Softmax', [appendLinear(graph, shared, task.gate)], { attributes });
  const column = graph.node('Reshape', [shares, appendShape(graph, [-1, task.gate.outputs, 1])]);
  const weighted = graph.node('Mul', [experts, column]);
  const width = task.tower[0]?.inputs ?? task.last.inputs;
  const mixture = graph.node('Reshape', [weighted, appendShape(graph, [-1, width])]);
  const logits = appendLinear(graph, appendReluLayers(graph, mixture, task.tower), task.last);
  appendOutput(
    graph,
    task.output,
    task.ending === 'sigmoid' ? appendSigmoid(graph, logits) : graph.node('Relu', [logits]),
  );
}
