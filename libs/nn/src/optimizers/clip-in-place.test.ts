import { expectClose } from '../../testing/expect-close';
import { clipInPlace } from './clip-in-place';

test('scales all gradients by one factor, down to the limit and never up', () => {
  const [a, b] = [Float32Array.of(3, 0), Float32Array.of(4, 0)];
  clipInPlace([a, b], 5.1);
  expect([[...a], [...b]]).toEqual([
    [3, 0],
    [4, 0],
  ]);
  clipInPlace([a, b], 1);
  expectClose(a, [0.6, 0], 1e-6);
  expectClose(b, [0.8, 0], 1e-6);
  const zeros = new Float32Array(2);
  clipInPlace([zeros], 1);
  expect([...zeros]).toEqual([0, 0]);
});
