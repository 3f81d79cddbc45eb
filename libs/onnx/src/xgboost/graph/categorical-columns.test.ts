import { UnsupportedModel } from '../../errors';
import { GraphBuilder } from '../../graph-builder';
import { appendCategoricalColumns, categoricalColumns } from './categorical-columns';

const forest = {
  treeStarts: Int32Array.of(0, 5),
  treeOutputs: Int32Array.of(0),
  treeWeights: Float32Array.of(1),
  leftChildren: Int32Array.of(1, 1, 1, 1, -1),
  rightChildren: Int32Array.of(2, 2, 2, 2, -1),
  splitFeatures: Int32Array.of(3, 1, 3, 3, 3),
  thresholds: new Float32Array(5),
  defaultLeft: new Uint8Array(5),
  categorySetOfNode: Int32Array.of(0, 1, 2, 1, -1),
  categorySets: [Int32Array.of(0, 2), Int32Array.of(5), Int32Array.of(0, 2)],
  leafVectorOfNode: new Int32Array(5).fill(-1),
  leafVectors: [],
};

test('nodes that ask the same of the same feature share a column', () => {
  const { setsOfFeature, columnOfNode } = categoricalColumns(forest, 0, 5);
  expect(columnOfNode).toEqual(Int32Array.of(0, 8, 0, 1, -1));
  expect([...setsOfFeature]).toEqual([
    [3, [Int32Array.of(0, 2), Int32Array.of(5)]],
    [1, [Int32Array.of(5)]],
  ]);
});

test('nodes outside the range asked for need no column', () => {
  const { setsOfFeature, columnOfNode } = categoricalColumns(forest, 1, 2);
  expect(columnOfNode).toEqual(Int32Array.of(-1, 0, -1, -1, -1));
  expect([...setsOfFeature.keys()]).toEqual([1]);
});

test('without categorical splits the features stay as they are', () => {
  const graph = new GraphBuilder('none');
  const features = graph.input('features', 'float', ['rows', 4]);
  expect(appendCategoricalColumns(graph, features, new Map())).toBe('features');
  expect(graph.build().nodes).toEqual([]);
});

test('tables beyond what a file can hold are refused before they are made', () => {
  const graph = new GraphBuilder('huge');
  const features = graph.input('features', 'float', ['rows', 4]);
  const sets = new Map([[0, [Int32Array.of(2 ** 28)]]]);
  expect(() => appendCategoricalColumns(graph, features, sets)).toThrow(UnsupportedModel);
  expect(() => appendCategoricalColumns(graph, features, sets)).toThrow('a table of 1073741828 bytes');
});

test('100,000 codes of which few are in a set take little room', () => {
  const graph = new GraphBuilder('ids');
  const features = graph.input('features', 'float', ['rows', 4]);
  const sets = Array.from({ length: 1_000 }, (_, i) =>
    Int32Array.from({ length: 64 }, (__, code) => 100 * code + (i % 10)),
  );
  const others = Int32Array.from({ length: 99_999 }, (_, code) => code + 1);
  appendCategoricalColumns(graph, features, new Map([[0, [...sets, others, Int32Array.of(99_999)]]]));
  const bytes = [...graph.build().constants.values()].map(({ values }) =>
    'byteLength' in values ? values.byteLength : 0,
  );
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(500_000);
});
