import { InvalidGraph } from './errors';
import { GraphBuilder } from './graph-builder';

test('a graph is plain data in the order it was built', () => {
  const graph = new GraphBuilder('sum');
  const x = graph.input('x', 'float', ['rows', 2]);
  const ones = graph.constant({ type: 'float', shape: [2], values: Float32Array.of(1, 1) }, 'ones');
  const sum = graph.node('Add', [x, ones]);
  graph.node('Split', [sum], {
    outputs: ['left', 'right'],
    attributes: { axis: { kind: 'int', value: 1 } },
  });
  graph.output('right', 'float', ['rows', 1]);
  expect(graph.build()).toEqual({
    name: 'sum',
    inputs: [{ name: 'x', type: 'float', shape: ['rows', 2] }],
    constants: new Map([['ones', { type: 'float', shape: [2], values: Float32Array.of(1, 1) }]]),
    nodes: [
      { op: 'Add', domain: '', inputs: ['x', 'ones'], outputs: ['Add'], attributes: {} },
      {
        op: 'Split',
        domain: '',
        inputs: ['Add'],
        outputs: ['left', 'right'],
        attributes: { axis: { kind: 'int', value: 1 } },
      },
    ],
    outputs: [{ name: 'right', type: 'float', shape: ['rows', 1] }],
  });
});

test('values without a name of their own get distinct ones', () => {
  const graph = new GraphBuilder('names');
  const x = graph.input('Add_1', 'float', [1]);
  expect([graph.node('Add', [x, x]), graph.node('Add', [x, x]), graph.node('Add', [x, x])]).toEqual([
    'Add',
    'Add_2',
    'Add_3',
  ]);
});

test('an optional input may be left out', () => {
  const graph = new GraphBuilder('clip');
  const x = graph.input('x', 'float', [1]);
  expect(() => graph.node('Clip', [x, '', x])).not.toThrow();
});

test.each([
  [
    'an input that is not there',
    (graph: GraphBuilder) => graph.node('Neg', ['y']),
    'Neg: input "y" is no value',
  ],
  [
    'no output',
    (graph: GraphBuilder) => graph.node('Neg', ['x'], { outputs: [] }),
    'needs at least one output',
  ],
  [
    'a name that is taken',
    (graph: GraphBuilder) => graph.node('Neg', ['x'], { outputs: ['x'] }),
    '"x" cannot name',
  ],
  ['an empty name', (graph: GraphBuilder) => graph.input('', 'float', []), '"" cannot name'],
  ['an unknown output', (graph: GraphBuilder) => graph.output('z', 'float', []), 'Output "z" is no value'],
  [
    'too few values',
    (graph: GraphBuilder) =>
      graph.constant({ type: 'float', shape: [2, 3], values: new Float32Array(5) }, 'w'),
    'w: 5 values for shape [2, 3], which takes 6',
  ],
])('%s is refused', (_, build, message) => {
  const graph = new GraphBuilder('wrong');
  graph.input('x', 'float', [1]);
  expect(() => build(graph)).toThrow(InvalidGraph);
  expect(() => build(graph)).toThrow(message);
});
