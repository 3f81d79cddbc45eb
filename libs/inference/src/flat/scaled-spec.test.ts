import { RejectedModel } from '../errors';
import { scaledSpec } from './scaled-spec';

test('each feature gets its scaling', () => {
  const { features } = scaledSpec(['a', 'b'], { mean: [1, 2], scale: [3, 4] });
  expect(features).toMatchObject([{ scaling: { mean: 1, std: 3 } }, { scaling: { mean: 2, std: 4 } }]);
});

test.each([0, -1])('a feature whose scale is %d stays as it is', scale => {
  const { features } = scaledSpec(['a'], { mean: [1], scale: [scale] });
  expect(features).toEqual([{ kind: 'numeric', name: 'a', default: 0 }]);
});

test('a scaler that makes infinity of a missing feature is refused by name', () => {
  const scale = () => scaledSpec(['a', 'b'], { mean: [0, 1e30], scale: [1, 1e-30] });
  expect(scale).toThrow(RejectedModel);
  expect(scale).toThrow('The scaler of "b" makes no finite 32-bit float of 0.');
});
