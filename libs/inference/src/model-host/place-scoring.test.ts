import { onnx } from 'onnx-proto';
import { FakeSession } from '../../testing/fake-session';
import { ForestKernel } from '../forest/forest-kernel';
import { openForestSession } from '../forest/forest-session';
import type { Session } from '../scoring/session';
import { placeScoring } from './place-scoring';

const MEBIBYTE = 1024 * 1024;

function partsOf(session: Session, sliceRows: number): Parameters<typeof placeScoring>[0] {
  return { session, sliceRows };
}

test('a network that is small and quick is scored by the serving process', () => {
  const onnx = new Uint8Array(8 * MEBIBYTE);
  expect(placeScoring(partsOf(new FakeSession(3), 65), onnx)).toBe('graph');
});

test('a large graph stays in its process', () => {
  const onnx = new Uint8Array(8 * MEBIBYTE + 1);
  expect(placeScoring(partsOf(new FakeSession(3), 16_384), onnx)).toBe('process');
});

test('a network of which the least slice takes too long stays in its process', () => {
  expect(placeScoring(partsOf(new FakeSession(3), 64), new Uint8Array(10))).toBe('process');
});

test('a forest is scored by the serving process, whatever its size', () => {
  const kernel = ForestKernel.compile({
    treeStarts: Int32Array.of(0, 3),
    features: Int32Array.of(0, -1, -1),
    values: Float32Array.of(0.5, 1, 2),
    lefts: Int32Array.of(1, -1, -1),
    rights: Int32Array.of(2, -1, -1),
    missingLeft: Uint8Array.of(0, 0, 0),
    link: 'identity',
    width: 3,
  });
  if (!kernel) throw new Error('The forest has no kernel.');
  const { input, outputs } = new FakeSession(3);
  const session = openForestSession(kernel, input, outputs);
  const placed = placeScoring(partsOf(session, 64), new Uint8Array(9 * MEBIBYTE));
  expect(placed).toBe('forest');
});

test.each(['Loop', 'Scan'])(
  'a graph with the operator %s stays in the process that can be ended',
  operator => {
    const nodeOf = (opType: string): Uint8Array =>
      onnx.ModelProto.encode({ graph: { node: [{ opType, name: operator }] } }).finish();
    const session = new FakeSession(3);
    expect(placeScoring(partsOf(session, 16_384), nodeOf(operator))).toBe('process');
    expect(placeScoring(partsOf(session, 16_384), nodeOf('Gemm'))).toBe('graph');
  },
);
