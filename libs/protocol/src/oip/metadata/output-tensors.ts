import { type AnsweredOutput, hasListEntries } from '../../answered-output';
import type { TensorMetadata } from '../tensor';

/** Stands for the number of rows, and of what a request asks for. */
const ANY = -1;

/**
 * The outputs of a model as tensors: [rows] for a score or a task of one value, else [rows, width]; ids are BYTES,
 * everything else FP32.
 */
export function modelOutputs(outputs: readonly AnsweredOutput[]): readonly TensorMetadata[] {
  return outputs.map(output => ({
    name: output.name,
    datatype: output.role === 'ids' ? 'BYTES' : 'FP32',
    shape: output.isUpTo === true ? [ANY, ANY] : outputShape(output, ANY),
  }));
}

export function outputShape(output: AnsweredOutput, rowCount: number): readonly number[] {
  return hasListEntries(output) ? [rowCount, output.width] : [rowCount];
}
