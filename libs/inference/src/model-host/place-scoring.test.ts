import { onnx } from 'onnx-proto';
import { FakeSession } from '../../testing/fake-session';
import { fullTree, graphOf } from '../../testing/forest-of-trees';
import { openForestSession } from '../forest/forest-session';
import { ForestWalker } from '../forest/forest-walker';
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

test('a forest that is quick is scored by the serving process, whatever its size', () => {
  const scorer = ForestWalker.compile(graphOf([fullTree(3)], 'identity', { width: 3 }));
  if (!scorer) throw new Error('The forest has no kernel.');
  const { input, outputs } = new FakeSession(3);
  const session = openForestSession(scorer, input, outputs);
  const onnx = new Uint8Array(9 * MEBIBYTE);
  expect(placeScoring(partsOf(session, 65), onnx)).toBe('forest');
  expect(placeScoring(partsOf(session, 64), onnx)).toBe('process');
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
