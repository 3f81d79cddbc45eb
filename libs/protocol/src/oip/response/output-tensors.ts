import { quoted } from '@reckit/messages';
import type { AnsweredOutput, OutputValues } from '../../answered-output';
import { BadRequest, InternalError } from '../../errors';
import { modelOutputs, outputShape } from '../metadata/output-tensors';
import type { RequestedOutput } from '../request/infer-request';
import { countOf, elementCount, type Elements } from '../tensor';
import type { AnsweredTensor } from './write-infer-response';

/** An output that is answered. */
export interface SelectedOutput {
  /** Which of the outputs of the model it is. */
  readonly index: number;
  readonly isBinary: boolean;
}

/**
 * The outputs that a request asks for, in its order, or all.
 *
 * @param requested - null for all
 * @param isBinaryWanted - of those that are not asked for by name
 * @throws BadRequest for an output that the model has not, or that is asked for twice
 */
export function selectOutputs(
  outputs: readonly AnsweredOutput[],
  requested: readonly RequestedOutput[] | null,
  isBinaryWanted: boolean,
): readonly SelectedOutput[] {
  if (requested === null) return outputs.map((_, index) => ({ index, isBinary: isBinaryWanted }));
  const seen = new Set<string>();
  return requested.map(({ name, isBinary }) => {
    const index = outputs.findIndex(output => output.name === name);
    if (index < 0) {
      const known = outputs.map(output => output.name).join(', ');
      throw new BadRequest(`The model has no output ${quoted(name)}; its outputs are ${known}.`);
    }
    if (seen.has(name)) throw new BadRequest(`The output ${quoted(name)} is asked for twice.`);
    seen.add(name);
    return { index, isBinary };
  });
}

/**
 * What a model answered as tensors.
 *
 * @param values - of all outputs of the model
 * @throws InternalError if an output has not the values of all rows
 */
export function outputTensors(
  outputs: readonly AnsweredOutput[],
  values: readonly OutputValues[],
  rowCount: number,
  selected: readonly SelectedOutput[],
): readonly AnsweredTensor[] {
  const metadata = modelOutputs(outputs);
  return selected.map(({ index, isBinary }) => {
    const { name, datatype } = metadata[index];
    const shape = outputShape(outputs[index], rowCount);
    const elements = elementsOf(values[index]);
    if (countOf(elements) !== elementCount(shape))
      throw new InternalError(`The output "${name}" has not the values of ${rowCount} rows.`);
    return { name, datatype, shape, elements, isBinary };
  });
}

function elementsOf(values: OutputValues): Elements {
  return values instanceof Float32Array ? { kind: 'numbers', values } : { kind: 'texts', values };
}
