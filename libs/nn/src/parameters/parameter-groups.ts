import { InvalidTraining } from '../errors';
import type { Parameter, ParameterSet } from './parameter-set';

/** The group of what shifts and scales the outputs of layers, wherever it is. */
const BIASES = 'biases';
/** How the names of its parameters end. */
const BIAS_NAME = /(^|[._])(bias|scale|shift)$/;

/**
 * A rate for each number of the flat vector.
 *
 * @param rate - of what is in no group
 * @param groups - by the name of a layer, up to the first dot of its parameters' names; or `biases` for those of all
 *   layers, with the scales and shifts of normalisations, whatever their layer
 * @throws InvalidTraining for a group that the network does not have
 */
export function ratesByGroup(
  parameters: ParameterSet,
  rate: number,
  groups: Readonly<Record<string, number>>,
): Float32Array {
  const known = new Set([...parameters.all.map(layerOf), BIASES]);
  for (const group of Object.keys(groups)) {
    if (known.has(group)) continue;
    throw new InvalidTraining(
      `--weight-decay ${group}=${groups[group]}: the network has no weights called "${group}". Give one of ${[...known].join(', ')}.`,
    );
  }
  return filled(parameters, parameter => {
    const group = [...(isBias(parameter) ? [BIASES] : []), layerOf(parameter)].find(name => name in groups);
    return group === undefined ? rate : groups[group];
  });
}

/** A rate for each number of the flat vector: 0 for what only shifts and scales. */
export function ratesOfWeights(parameters: ParameterSet, rate: number): Float32Array {
  return filled(parameters, parameter => (isBias(parameter) ? 0 : rate));
}

function filled({ all, size }: ParameterSet, rateOf: (parameter: Parameter) => number): Float32Array {
  const rates = new Float32Array(size);
  for (const parameter of all) {
    const { offset, size: length } = parameter;
    rates.fill(rateOf(parameter), offset, offset + length);
  }
  return rates;
}

function isBias({ name }: Parameter): boolean {
  return BIAS_NAME.test(name);
}

function layerOf({ name }: Parameter): string {
  return name.split('.', 1)[0];
}
