import type { EngineState, Network, Parameter } from '@reckit/nn';
import type { FloatConstant } from '@reckit/onnx';
import { doesNotFit } from '../../run/init/initial-version';
import type { InitialNetwork } from './initial-network';
import { recordedWeights } from './recorded-weights';

/**
 * What an engine begins with: the weights of a version in place of those that the seed gave. What the optimiser remembers
 * is not in a package, and begins with nothing.
 *
 * @param started - what the seed gave
 * @param elsewhere - the parameters that come from somewhere else
 * @throws BadTrainingRun if a parameter of the network is not there, or has another shape
 */
export function takeWeights(
  initial: InitialNetwork,
  { parameters }: Pick<Network, 'parameters'>,
  started: EngineState,
  elsewhere: readonly Parameter[] = [],
): EngineState {
  const graphs = [...initial.graphs.values()];
  const known = new Map([
    ...recordedWeights(initial.manifest),
    ...graphs.flatMap(graph => [...graph.parameters]),
  ]);
  const wanted = parameters.all.filter(parameter => !elsewhere.includes(parameter));
  return {
    ...started,
    parameters: filled(initial, started.parameters, wanted, known),
    state: filled(
      initial,
      started.state,
      parameters.state,
      new Map(graphs.flatMap(graph => [...graph.state])),
    ),
  };
}

function filled(
  { manifest }: InitialNetwork,
  started: Float32Array,
  pieces: readonly Parameter[],
  known: ReadonlyMap<string, FloatConstant>,
): Float32Array {
  const flat = started.slice();
  for (const { name, shape, offset } of pieces) {
    const found = known.get(name);
    const [here, there] = [shape, found?.shape].map(sizes => sizes?.join(' x ') ?? 'none');
    if (!found || here !== there) {
      throw doesNotFit(
        manifest,
        `the weights "${name}" are ${here} here and ${there} in ${manifest.version}`,
      );
    }
    flat.set(found.values(), offset);
  }
  return flat;
}
