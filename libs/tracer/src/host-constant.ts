import type { Tensor } from '@reckit/onnx';
import type { ElementType } from './traced-tensor';

/** Values as TensorFlow.js hands them to a backend. */
export type HostValues = Float32Array | Int32Array | Uint8Array | readonly number[];

/** Host values as a constant of the graph; typed arrays of the right kind are not copied. */
export function hostConstant(values: HostValues, shape: readonly number[], dtype: ElementType): Tensor {
  switch (dtype) {
    case 'float32':
      return {
        type: 'float',
        shape,
        values: values instanceof Float32Array ? values : Float32Array.from(values),
      };
    case 'int32':
      return {
        type: 'int32',
        shape,
        values: values instanceof Int32Array ? values : Int32Array.from(values),
      };
    case 'bool':
      return { type: 'bool', shape, values: values instanceof Uint8Array ? values : Uint8Array.from(values) };
  }
}
