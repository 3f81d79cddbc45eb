import type { AnsweredOutput, OutputValues } from '../answered-output';
import { InternalError } from '../errors';

/** The numbers of an output that has them. */
export function numbersOf({ name }: AnsweredOutput, values: OutputValues): Float32Array {
  if (values instanceof Float32Array) return values;
  throw new InternalError(`The output "${name}" has texts where it should have numbers.`);
}

/** The ids of an output that has them. */
export function textsOf({ name }: AnsweredOutput, values: OutputValues): readonly string[] {
  if (!(values instanceof Float32Array)) return values;
  throw new InternalError(`The output "${name}" has numbers where it should have texts.`);
}

/**
 * How many rows an answer has.
 *
 * @param values - those of each output, row-major [rows, width]
 * @throws InternalError if the last row is not complete, or the outputs have not the same rows
 */
export function assertSameRows(
  outputs: readonly Pick<AnsweredOutput, 'name' | 'width'>[],
  values: readonly OutputValues[],
): number {
  const rowCount = values[0].length / outputs[0].width;
  outputs.forEach(({ name, width }, i) => {
    if (values[i].length !== rowCount * width)
      throw new InternalError(`The output "${name}" has other rows than "${outputs[0].name}".`);
  });
  if (!Number.isInteger(rowCount))
    throw new InternalError(`The ${outputs[0].name} of the last row is not complete.`);
  return rowCount;
}
