import { encodeModel } from './encode-model';
import { InvalidModelFile } from './errors';
import { GraphBuilder } from './graph-builder';
import { readFloatConstants } from './read-float-constants';

function graphOf(...names: string[]): Uint8Array {
  const graph = new GraphBuilder('sums');
  const x = graph.input('x', 'float', ['rows', 2]);
  const constants = names.map((name, i) =>
    graph.constant({ type: 'float', shape: [1, 2], values: Float32Array.of(i, i + 0.5) }, name),
  );
  constants.push(graph.constant({ type: 'int64', shape: [1], values: BigInt64Array.of(7n) }, 'number'));
  const sum = constants.slice(0, -1).reduce((sum, constant) => graph.node('Add', [sum, constant]), x);
  graph.output(sum, 'float', ['rows', 2]);
  return encodeModel(graph.build());
}

test('constants are read by name, wherever in the file they lie', () => {
  // Names of rising length put the bytes of the values at every offset.
  const names = ['a', 'bb', 'ccc', 'dddd', 'eeeee'];
  const constants = readFloatConstants(graphOf(...names));
  expect([...constants.keys()]).toEqual(names);
  names.forEach((name, i) => {
    expect(constants.get(name)?.shape).toEqual([1, 2]);
    expect(constants.get(name)?.values()).toEqual(Float32Array.of(i, i + 0.5));
  });
});

test('what is no graph, or cut, says so', () => {
  expect(() => readFloatConstants(Buffer.from('no graph'))).toThrow(InvalidModelFile);
  const whole = graphOf('a');
  expect(() => readFloatConstants(whole.subarray(0, whole.length - 20))).toThrow(InvalidModelFile);
});
