import * as fc from 'fast-check';
import { COLUMNS, fullTree, graphOf, someRows, someTrees, type Tree } from '../../testing/forest-of-trees';
import { plainMargins } from '../../../onnx/testing/plain-forest';
import { ForestKernel } from './forest-kernel';

test('scores are those of a walk down the trees, to the last bit', () => {
  let compiled = 0;
  fc.assert(
    fc.property(someTrees, someRows, (trees, cells) => {
      const forest = graphOf(trees, 'identity');
      const kernel = ForestKernel.compile(forest);
      if (!kernel) return;
      compiled++;
      const values = Float32Array.from(cells.flat());
      expect(kernel.score(values, cells.length, COLUMNS)).toEqual(plainMargins(forest, values, cells.length));
    }),
    { numRuns: 600 },
  );
  expect(compiled).toBeGreaterThan(50);
});

test('a value equal to a threshold goes right', () => {
  const kernel = compiled([{ column: 0, cut: 0.1, missingLeft: true, left: 1, right: 2 }]);
  const threshold = Math.fround(0.1);
  const values = Float32Array.of(threshold - 1e-8, threshold, NaN);
  expect([...kernel.score(values, 3, 1)]).toEqual([1, 2, 1]);
});

test('a tree of more leaves than a word has bits', () => {
  const kernel = compiled([fullTree(7), fullTree(6), fullTree(5)]);
  for (let leaf = 0; leaf < 128; leaf++) {
    const [score] = kernel.score(Float32Array.of(leaf + 0.5), 1, 1);
    expect(score).toBe(leaf + Math.min(leaf, 63) + Math.min(leaf, 31));
  }
});

test('the sigmoid is exact for rare events and for certain ones', () => {
  const kernel = ForestKernel.compile(
    graphOf([{ column: 0, cut: 0, missingLeft: true, left: -14, right: 30 }], 'sigmoid'),
  );
  const scores = kernel?.score(Float32Array.of(-1, 1), 2, 1);
  expect(scores?.[0]).toBe(Math.fround(1 / (1 + Math.exp(14))));
  expect(scores?.[1]).toBe(1);
});

test('there are no tables where they do not pay: deep trees, or too many features', () => {
  const wide = Array.from({ length: 200 }, (_, column): Tree => ({
    column,
    cut: 0,
    missingLeft: true,
    left: 0,
    right: 1,
  }));
  expect(ForestKernel.compile(graphOf(wide, 'identity'))).toBeNull();
  expect(ForestKernel.compile(graphOf([fullTree(12)], 'identity'))).toBeNull();
});

function compiled(forest: readonly Tree[]): ForestKernel {
  const kernel = ForestKernel.compile(graphOf(forest, 'identity'));
  if (!kernel) throw new Error('expected a forest that compiles');
  return kernel;
}
