import { onnx } from 'onnx-proto';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { encodeModel } from './encode-model';
import { GraphBuilder } from './graph-builder';

/** y = (x · w + b) clipped at 0, with a constant of every kind of attribute on a node beside it. */
function example() {
  const graph = new GraphBuilder('layer');
  const x = graph.input('x', 'float', ['rows', 2]);
  const w = graph.constant({ type: 'float', shape: [2, 1], values: Float32Array.of(2, -1) }, 'w');
  const b = graph.constant({ type: 'float', shape: [1], values: Float32Array.of(0.5) }, 'b');
  graph.node(
    'Relu',
    [graph.node('Gemm', [x, w, b], { attributes: { alpha: { kind: 'float', value: 1 } } })],
    {
      outputs: ['y'],
    },
  );
  graph.output('y', 'float', ['rows', 1]);
  return graph;
}

test('ONNX Runtime runs what was encoded', async () => {
  const session = await InferenceSession.create(encodeModel(example().build()));
  const x = new Tensor('float32', Float32Array.of(1, 0, 0, 1), [2, 2]);
  const { y } = await session.run({ x });
  expect(y?.data).toEqual(Float32Array.of(2.5, 0));
  await session.release();
});

test('texts are constants, too', async () => {
  const graph = new GraphBuilder('names');
  const at = graph.input('at', 'int64', ['rows']);
  const names = graph.constant({ type: 'string', shape: [3], values: ['', 'né', 'b'] });
  graph.node('Gather', [names, at], { outputs: ['name'] });
  graph.output('name', 'string', ['rows']);
  const session = await InferenceSession.create(encodeModel(graph.build()));
  const { name } = await session.run({ at: new Tensor('int64', BigInt64Array.of(1n, 0n, 2n), [3]) });
  expect(name?.data).toEqual(['né', '', 'b']);
  await session.release();
});

test('the file declares its versions, and only operator sets that it uses', () => {
  const plain = onnx.ModelProto.toObject(onnx.ModelProto.decode(encodeModel(example().build())), {
    longs: Number,
  });
  expect(plain['irVersion']).toBe(8);
  expect(plain['opsetImport']).toEqual([{ version: 17, domain: '' }]);

  const graph = example();
  graph.node('Scaler', ['x'], { domain: 'ai.onnx.ml' });
  const bytes = encodeModel(graph.build(), { irVersion: 9, opsets: { '': 19 } });
  const newer = onnx.ModelProto.toObject(onnx.ModelProto.decode(bytes), { longs: Number });
  expect(newer['irVersion']).toBe(9);
  expect(newer['opsetImport']).toEqual([
    { version: 19, domain: '' },
    { version: 3, domain: 'ai.onnx.ml' },
  ]);
});

test('attributes and constants of every kind survive', () => {
  const graph = new GraphBuilder('kinds');
  const tensor = { type: 'int64', shape: [2], values: BigInt64Array.of(-1n, 2n ** 40n) } as const;
  graph.constant({ type: 'double', shape: [1], values: Float64Array.of(Math.PI) });
  graph.constant({ type: 'int32', shape: [1], values: Int32Array.of(-3) });
  graph.constant({ type: 'int8', shape: [1], values: Int8Array.of(-3) });
  graph.constant({ type: 'bool', shape: [2], values: Uint8Array.of(1, 0) });
  graph.node('Any', [], {
    domain: 'com.microsoft',
    attributes: {
      float: { kind: 'float', value: -0.25 },
      int: { kind: 'int', value: -(2 ** 40) },
      string: { kind: 'string', value: 'né' },
      tensor: { kind: 'tensor', value: tensor },
      floats: { kind: 'floats', value: Float32Array.of(1.5, -2) },
      ints: { kind: 'ints', value: Int32Array.of(0, 127, 128, 2 ** 31 - 1, -1) },
      strings: { kind: 'strings', value: ['a', 'b', 'a'] },
    },
  });
  const { graph: decoded } = onnx.ModelProto.decode(encodeModel(graph.build()));
  const attributes = decoded?.node?.[0]?.attribute?.map(attribute =>
    onnx.AttributeProto.toObject(onnx.AttributeProto.create(attribute), { longs: Number }),
  );
  const { FLOAT, INT, STRING, TENSOR, FLOATS, INTS, STRINGS } = onnx.AttributeProto.AttributeType;
  expect(attributes).toMatchObject([
    { name: 'float', type: FLOAT, f: -0.25 },
    { name: 'int', type: INT, i: -(2 ** 40) },
    { name: 'string', type: STRING, s: Buffer.from('né') },
    { name: 'tensor', type: TENSOR, t: { dataType: 7, dims: [2] } },
    { name: 'floats', type: FLOATS, floats: [1.5, -2] },
    { name: 'ints', type: INTS, ints: [0, 127, 128, 2 ** 31 - 1, -1] },
    { name: 'strings', type: STRINGS, strings: [Buffer.from('a'), Buffer.from('b'), Buffer.from('a')] },
  ]);
  const constants = decoded?.initializer?.map(({ dataType, rawData }) => [
    dataType,
    Buffer.from(rawData ?? []).toString('hex'),
  ]);
  expect(constants).toEqual([
    [11, '182d4454fb210940'],
    [6, 'fdffffff'],
    [3, 'fd'],
    [9, '0100'],
  ]);
});
