import type { Kernel, KernelCall } from '../kernel-call';
import type { Recorder } from '../recorder';
import type { TracedTensor, ValueId } from '../traced-tensor';
import { int, text } from './attributes';
import { elementType } from './constants';

export const INDEXING: Readonly<Record<string, Kernel>> = {
  GatherV2: gather,
  GatherNd: gatherNd,
  ScatterNd: scatterNd,
  TensorScatterUpdate: call => scatter(call, call.input('tensor'), call.input('indices'), 'none'),
  UnsortedSegmentSum: unsortedSegmentSum,
  OneHot: oneHot,
  TopK: topK,
};

function gather(call: KernelCall): TracedTensor {
  const { recorder } = call;
  const x = call.input('x');
  const indices = recorder.cast(call.input('indices'), 'int32');
  const axis = call.axis('axis', x.shape.length);
  const batchDims = call.axis('batchDims', indices.shape.length, 0);
  const shape = [...x.shape.slice(0, axis), ...indices.shape.slice(batchDims), ...x.shape.slice(axis + 1)];
  if (batchDims === 0) {
    return recorder.apply('Gather', x, shape, {
      extra: [recorder.full(indices)],
      attributes: { axis: int(axis) },
    });
  }
  if (axis !== batchDims) throw call.notCovered('Gather along the axis that follows the batch dimensions.');
  const points = recorder.reshape(indices, [...indices.shape, 1]);
  return recorder.apply('GatherND', x, shape, {
    extra: [int64Of(recorder, points)],
    attributes: { batch_dims: int(batchDims) },
  });
}

function gatherNd(call: KernelCall): TracedTensor {
  const { recorder } = call;
  const params = call.input('params');
  const indices = call.input('indices');
  const depth = indices.shape.at(-1) ?? 0;
  const shape = [...indices.shape.slice(0, -1), ...params.shape.slice(depth)];
  return recorder.apply('GatherND', params, shape, { extra: [int64Of(recorder, indices)] });
}

function scatterNd(call: KernelCall): TracedTensor {
  const zeros = call.recorder.broadcast(
    call.recorder.scalar(0, call.input('updates').dtype),
    call.numbers('shape'),
  );
  return scatter(call, zeros, call.input('indices'), 'add');
}

function scatter(
  call: KernelCall,
  target: TracedTensor,
  indices: TracedTensor,
  reduction: string,
): TracedTensor {
  const { recorder } = call;
  const extra = [int64Of(recorder, indices), recorder.full(call.input('updates'))];
  return recorder.apply('ScatterND', target, target.shape, {
    extra,
    attributes: { reduction: text(reduction) },
  });
}

/** Rows whose segment does not exist, negative ones above all, count for nothing. */
function unsortedSegmentSum(call: KernelCall): TracedTensor {
  const { recorder } = call;
  const x = call.input('x');
  const ids = recorder.cast(call.input('segmentIds'), 'int32');
  const count = call.number('numSegments');
  const last = recorder.scalar(count - 1, 'int32');
  const limited = recorder.elementwise('Min', [ids, last], 'int32');
  const inside = recorder.elementwise('Max', [limited, recorder.scalar(0, 'int32')], 'int32');
  const exists = recorder.elementwise('Equal', [inside, ids], 'bool');
  const column = [x.shape[0] ?? 0, ...x.shape.slice(1).map(() => 1)];
  const updates = recorder.elementwise(
    'Mul',
    [x, recorder.reshape(recorder.cast(exists, x.dtype), column)],
    x.dtype,
  );
  const shape = [count, ...x.shape.slice(1)];
  const zeros = recorder.broadcast(recorder.scalar(0, x.dtype), shape);
  const points = recorder.reshape(inside, [...inside.shape, 1]);
  return recorder.apply('ScatterND', zeros, shape, {
    extra: [int64Of(recorder, points), recorder.full(updates)],
    attributes: { reduction: text('add') },
  });
}

/** Compares each index with 0 … depth - 1: ONNX Runtime's OneHot knows few combinations of types. */
function oneHot(call: KernelCall): TracedTensor {
  const { recorder } = call;
  const indices = recorder.cast(call.input('indices'), 'int32');
  const depth = call.number('depth');
  const dtype = elementType(call, 'float32');
  const [on, off] = [call.number('onValue', 1), call.number('offValue', 0)];
  const positions = recorder.constant(
    Array.from({ length: depth }, (_, index) => index),
    [depth],
    'int32',
  );
  const column = recorder.reshape(indices, [...indices.shape, 1]);
  const hit = recorder.elementwise('Equal', [column, positions], 'bool');
  if (on === 1 && off === 0) return recorder.cast(hit, dtype);
  return recorder.elementwise('Where', [hit, recorder.scalar(on, dtype), recorder.scalar(off, dtype)], dtype);
}

function topK(call: KernelCall): TracedTensor[] {
  const { recorder } = call;
  const x = call.input('x');
  const count = call.number('k');
  const shape = x.shape.with(-1, count);
  const [values, indices = values] = recorder.recording.nodeOf(
    2,
    'TopK',
    [recorder.full(x), recorder.integers([count])],
    { sorted: int(Number(call.flag('sorted'))) },
  );
  return [
    recorder.wrap(values, shape, x.dtype),
    recorder.wrap(recorder.castValue(indices, 'int32'), shape, 'int32'),
  ];
}

function int64Of(recorder: Recorder, indices: TracedTensor): ValueId {
  return recorder.castValue(recorder.full(indices), 'int64');
}
