import { InvalidModelFile } from './errors';
import { DATA_TYPES } from './graph';
import { readGraph, type ReadTensor } from './forest-graph/read-graph';

/** Numbers that a graph holds, row-major. */
export interface FloatConstant {
  readonly shape: readonly number[];
  /** They are the bytes of the file where these lie as numbers may, else a copy: a table may have 2 GB. */
  values(): Float32Array;
}

/**
 * The float32 constants of an ONNX file that have their values as bytes, as `encodeModel` writes them, by name.
 *
 * @throws InvalidModelFile if the file is none, or a constant has not as many values as its shape says
 */
export function readFloatConstants(onnx: Uint8Array): ReadonlyMap<string, FloatConstant> {
  const constants = new Map<string, FloatConstant>();
  for (const [name, tensor] of constantsOf(onnx)) {
    if (tensor.dataType !== DATA_TYPES.float) continue;
    const { dims: shape, raw } = tensor;
    const size = shape.reduce((product, dimension) => product * dimension, 1);
    if (raw.byteLength !== size * Float32Array.BYTES_PER_ELEMENT) {
      const what = `${raw.byteLength} bytes are no values of the shape [${shape.join(', ')}]`;
      throw new InvalidModelFile(what, `the constant "${name}"`, 'ONNX graph');
    }
    constants.set(name, { shape, values: () => floatsOf(raw) });
  }
  return constants;
}

function constantsOf(onnx: Uint8Array): ReadonlyMap<string, ReadTensor> {
  try {
    // Attributes of nodes are of no use here, and those of large trees are long.
    return readGraph(onnx, () => false).constants;
  } catch {
    throw new InvalidModelFile('it is cut, or something else', 'byte 0', 'ONNX graph');
  }
}

function floatsOf(raw: Uint8Array): Float32Array {
  const isAligned = raw.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0;
  const { buffer, byteOffset, byteLength } = isAligned ? raw : Uint8Array.from(raw);
  return new Float32Array(buffer, byteOffset, byteLength / Float32Array.BYTES_PER_ELEMENT);
}
