import * as tf from '@tensorflow/tfjs-core';
import { smallFeeds, smallNetwork } from '../../testing/small-network';
import { BackendUnavailable } from '../errors';
import { ParameterSet } from '../parameters/parameter-set';
import { uniform } from '../parameters/initializers';
import type { EagerBackend } from './eager-backend';
import { openEagerEngine } from './eager-engine';

const OPTIONS = { optimizer: { kind: 'adam' }, clipNorm: 1, seed: 7 } as const;
const BACKENDS: readonly EagerBackend[] = ['wasm', 'cpu'];

test('nothing is printed on first use', async () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  for (const backend of BACKENDS) await (await openEagerEngine(smallNetwork(), OPTIONS, backend)).close();
  expect([...warn.mock.calls, ...log.mock.calls]).toEqual([]);
});

test.each(BACKENDS)('steps and predictions on %s leave no tensors behind', async backend => {
  const before = tf.engine().state.numTensors;
  const engine = await openEagerEngine(smallNetwork(), OPTIONS, backend);
  const held = tf.engine().state.numTensors;
  for (let step = 1; step <= 3; step++) {
    await engine.step(smallFeeds(5, step), 5, { step, learningRate: 0.01 });
    await engine.predict(smallFeeds(5, step), 5);
    engine.write(engine.read());
    expect(tf.engine().state.numTensors).toBe(held);
  }
  await engine.close();
  expect(tf.engine().state.numTensors).toBe(before);
});

test('without a backend asked for, the fastest that can run the network is taken', async () => {
  const engine = await openEagerEngine(smallNetwork(), OPTIONS);
  expect(engine.name).toMatch(/^eager \((tensorflow|wasm)\)$/);
  await engine.close();
});

test('a network with an operation that WebAssembly lacks runs on the plain backend', async () => {
  const lacking = new ParameterSet();
  const weight = lacking.add('w', [4], uniform(1));
  const network = {
    parameters: lacking,
    inputs: { x: 1 },
    embeddings: {},
    targets: [],
    loss: (_: unknown, pass: { value(parameter: typeof weight): tf.Tensor }) =>
      tf.sum(tf.unsortedSegmentSum(pass.value(weight), tf.tensor1d([0, 1, 0, 1], 'int32'), 2)),
    predict: ({ x }: { readonly x?: tf.Tensor }) => ({ y: x ?? tf.scalar(0) }),
  };
  await expect(openEagerEngine(network, OPTIONS, 'wasm')).rejects.toThrow(BackendUnavailable);
  const engine = await openEagerEngine(network, OPTIONS);
  expect(engine.name).toMatch(/^eager \((tensorflow|cpu)\)$/);
  await engine.close();
});
