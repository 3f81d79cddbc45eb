import * as tf from '@tensorflow/tfjs-core';
import { expectClose } from '../../testing/expect-close';
import { smallFeeds, smallNetwork } from '../../testing/small-network';
import { openPlainPredictor } from '../engines/plain-predictor';
import { openEngine } from '../engines/open-engine';
import { openNodeSession } from '../../testing/onnxruntime-node';
import { readServedWeights } from './served-weights';
import { servingGraph } from './serving-graph';

test('weights and tables are read back from the served graph, bit by bit', async () => {
  const network = smallNetwork();
  const engine = await openEngine('eager', network, { optimizer: { kind: 'sgd' }, seed: 1, backend: 'cpu' });
  const { parameters, state } = engine.read();
  const table = { name: 'fields', values: smallFeeds(3, 5)['fields'], rows: 6, dim: 4 };
  const onnx = servingGraph(
    'small',
    network,
    { parameters, state },
    (features, predict, tableOf) => {
      const ids = tf.cast(tf.slice(features, [0, 3], [-1, 2]), 'int32');
      return predict({ x: tf.slice(features, [0, 0], [-1, 3]), fields: tf.gather(tableOf(table), ids) });
    },
    5,
  );
  const served = readServedWeights(onnx);
  for (const [pieces, held, flat] of [
    [network.parameters.all, served.parameters, parameters],
    [network.parameters.state, served.state, state],
  ] as const) {
    expect([...held.keys()].sort()).toEqual(pieces.map(({ name }) => name).sort());
    for (const { name, shape, offset, size } of pieces) {
      expect(held.get(name)?.shape).toEqual(shape);
      expect(held.get(name)?.values()).toEqual(flat.slice(offset, offset + size));
    }
  }
  expect(served.tables.get('fields')?.shape).toEqual([6, 4]);
  expect(served.tables.get('fields')?.values()).toEqual(table.values.slice(0, 24));
  await engine.close();
});

test('the served graph gives what the network predicts eagerly, for any number of rows', async () => {
  const network = smallNetwork();
  const engine = await openEngine('eager', network, { optimizer: { kind: 'adam' }, seed: 1, backend: 'cpu' });
  for (let step = 1; step <= 10; step++) {
    await engine.step(smallFeeds(32, step), 32, { step, learningRate: 0.01 });
  }
  const table = tf.tensor2d(smallFeeds(3, 5)['fields'], [6, 4]);
  // The last two columns hold rows of the table.
  const onnx = servingGraph(
    'small',
    network,
    engine.read(),
    (features, predict) => {
      const ids = tf.cast(tf.slice(features, [0, 3], [-1, 2]), 'int32');
      return predict({ x: tf.slice(features, [0, 0], [-1, 3]), fields: tf.gather(table, ids) });
    },
    5,
  );
  const graph = await openNodeSession(onnx);
  for (const rowCount of [1, 2, 9]) {
    const { x } = smallFeeds(rowCount, 77);
    const ids = Array.from({ length: rowCount }, (_, row) => [row % 6, (5 * row) % 6]);
    const rows = ids.map((pair, row) => [...x.subarray(3 * row, 3 * row + 3), ...pair]);
    const features = { values: Float32Array.from(rows.flat()), shape: [rowCount, 5] };
    const fields = Float32Array.from(tf.gather(table, tf.tensor2d(ids, [rowCount, 2], 'int32')).dataSync());
    const expected = await engine.predict({ x, fields }, rowCount);
    const served = await graph.run({ features });
    expectClose(served['probability'], expected['probability'], 1e-5);
    expectClose(served['logit'], expected['logit'], 1e-5);
  }
  await Promise.all([graph.close(), engine.close()]);
});

describe('calibrated', () => {
  const map = { at: [-1, 0, 0.5], to: [-3, -1, 1.5], before: 1, after: 0.25 };
  const mapped = (z: number): number => {
    if (z < -1) return -3 + (z + 1);
    if (z < 0) return -3 + 2 * (z + 1);
    return z < 0.5 ? -1 + 5 * z : 1.5 + 0.25 * (z - 0.5);
  };

  test('answers are the same in the served graph and by plain arithmetic, and others stay what they are', async () => {
    const network = smallNetwork();
    const engine = await openEngine('eager', network, {
      optimizer: { kind: 'sgd' },
      seed: 1,
      backend: 'cpu',
    });
    const rowCount = 200;
    const { x, fields } = smallFeeds(rowCount, 77);
    const features = Float32Array.from({ length: rowCount * 11 }, (_, i) => {
      const [row, column] = [Math.floor(i / 11), i % 11];
      return column < 3 ? x[3 * row + column] : fields[8 * row + column - 3];
    });
    const build = (given: tf.Tensor, predict: Parameters<Parameters<typeof servingGraph>[3]>[1]) =>
      predict({
        x: tf.slice(given, [0, 0], [-1, 3]),
        fields: tf.reshape(tf.slice(given, [0, 3], [-1, 8]), [-1, 2, 4]),
      });
    const calibrations = new Map([['probability', map]]);
    const graph = await openNodeSession(
      servingGraph('small', network, engine.read(), build, 11, calibrations),
    );
    const served = await graph.run({ features: { values: features, shape: [rowCount, 11] } });
    const plain = await openPlainPredictor(network, engine.read(), calibrations);
    const expected = await plain.predict({ x, fields }, rowCount);
    expectClose(served['probability'], expected['probability'], 1e-5);
    const { probability, logit } = await engine.predict({ x, fields }, rowCount);
    expectClose(served['logit'], logit, 1e-5);
    const byHand = logit.map(z => 1 / (1 + Math.exp(-mapped(z))));
    expectClose(served['probability'], byHand, 1e-5);
    expect(byHand.some((answer, row) => Math.abs(answer - probability[row]) > 0.1)).toBe(true);
    await Promise.all([graph.close(), engine.close()]);
  });

  test('an answer that no pass was asked for is refused', async () => {
    const network = smallNetwork();
    const engine = await openEngine('eager', network, {
      optimizer: { kind: 'sgd' },
      seed: 1,
      backend: 'cpu',
    });
    const build = () => ({ answer: tf.scalar(1) });
    expect(() =>
      servingGraph('small', network, engine.read(), build, 5, new Map([['probability', map]])),
    ).toThrow('The network answers "probability" without Pass.probability, so that it cannot be calibrated.');
    await engine.close();
  });
});
