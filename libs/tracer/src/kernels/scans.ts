import type { Kernel, KernelCall } from '../kernel-call';
import type { TracedTensor } from '../traced-tensor';
import { int } from './attributes';
import { reduce } from './reductions';

export const SCANS: Readonly<Record<string, Kernel>> = { Cumsum: cumsum, Cumprod: cumprod };

function cumsum(call: KernelCall): TracedTensor {
  const { recorder } = call;
  const x = call.input('x');
  return recorder.apply('CumSum', x, x.shape, {
    extra: [recorder.integers([call.axis('axis', x.shape.length)])],
    attributes: {
      exclusive: int(Number(call.flag('exclusive'))),
      reverse: int(Number(call.flag('reverse'))),
    },
  });
}

/** ONNX has no cumulative product: the product of a triangle of copies, so for short axes only. */
function cumprod(call: KernelCall): TracedTensor {
  const { recorder } = call;
  const x = call.input('x');
  const axis = call.axis('axis', x.shape.length);
  const length = x.shape[axis] ?? 0;
  const [exclusive, reverse] = [call.flag('exclusive'), call.flag('reverse')];
  const factors = Array.from({ length: length * length }, (_, index) => {
    const [to, from] = [Math.floor(index / length), index % length];
    return Number((from !== to || !exclusive) && (reverse ? from >= to : from <= to));
  });
  const ones = x.shape.slice(axis + 1).map(() => 1);
  const mask = recorder.constant(factors, [length, length, ...ones], 'bool');
  const rows = recorder.reshape(x, x.shape.toSpliced(axis, 0, 1));
  const triangle = recorder.elementwise('Where', [mask, rows, recorder.scalar(1, x.dtype)], x.dtype);
  return reduce(recorder, 'ReduceProd', triangle, { axes: [axis + 1], keepDims: false });
}
