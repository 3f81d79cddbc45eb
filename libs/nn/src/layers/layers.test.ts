import * as tf from '@tensorflow/tfjs-core';
import { checkGradients, checkLayer, cutState, randomTensor } from '../../testing/check-gradient';
import { expectClose } from '../../testing/expect-close';
import { InvalidNetwork } from '../errors';
import { normal } from '../parameters/initializers';
import { ParameterSet } from '../parameters/parameter-set';
import { NetworkPass, type Layer } from '../parameters/pass';
import type { Activation } from './activation';
import { attentionUnit } from './attention-unit';
import { batchNorm } from './batch-norm';
import { bilinearFusion } from './bilinear-fusion';
import { contextGate } from './context-gate';
import { crossNetwork } from './cross-network';
import { dense } from './dense';
import { fmInteraction } from './fm-interaction';
import { layerNorm } from './layer-norm';
import { mlp } from './mlp';
import { narrowed } from './narrowed';
import { normedDense } from './normed-dense';
import { numericEmbedding, numericFieldSums } from './numeric-embedding';

const ACTIVATION_NAMES: readonly Activation[] = ['linear', 'relu', 'sigmoid', 'tanh'];

describe('gradients are those of finite differences', () => {
  test.each(ACTIVATION_NAMES)('dense with %s', activation => {
    checkLayer(parameters => dense(parameters, 'd', 3, 4, { activation }), [5, 3]);
    checkLayer(parameters => dense(parameters, 'd', 3, 4, { activation, bias: false }), [5, 3]);
  });
  test('mlp with dropout', () => {
    checkLayer(parameters => mlp(parameters, 'm', 3, [6, 4], { dropout: 0.5, activation: 'tanh' }), [5, 3]);
  });
  test('mlp with a dropout for each layer', () => {
    checkLayer(
      parameters => mlp(parameters, 'm', 3, [6, 4, 4], { dropout: [0.5, 0], activation: 'tanh' }),
      [5, 3],
    );
  });
  test.each(['batch', 'layer'] as const)('mlp with %s normalisation', norm => {
    checkLayer(parameters => mlp(parameters, 'm', 3, [4], { norm, activation: 'tanh' }), [6, 3]);
  });
  test('batch norm', () => checkLayer(parameters => batchNorm(parameters, 'b', 3).layer, [6, 3]));
  test('layer norm', () => checkLayer(parameters => layerNorm(parameters, 'l', 4), [5, 4]));
  test('numeric embedding', () => checkLayer(parameters => numericEmbedding(parameters, 'e', 3, 2), [4, 3]));
  test.each([undefined, 2])('cross layers of the rank %p', rank => {
    checkLayer(parameters => crossNetwork(parameters, 'c', 3, 2, rank), [4, 3]);
  });
  test('bilinear fusion', () => {
    const other = randomTensor([5, 6], 3);
    checkLayer(
      parameters => {
        const fusion = bilinearFusion(parameters, 'f', [4, 6], 2, normal(1));
        return (x, pass) => fusion(x, other, pass);
      },
      [5, 4],
    );
  });
  test.each([true, false])('attention unit, with a softmax: %p', softmax => {
    checkLayer(
      parameters => {
        const weigh = attentionUnit(parameters, 'a', { events: 2, dim: 2, units: [3, 2], softmax });
        return (x, pass) => {
          const [events, target] = tf.split(x, [4, 2], 1);
          const isThere = tf.tensor2d([1, 1, 1, 0, 0, 0], [3, 2]);
          return weigh({ events: tf.reshape(events, [-1, 2, 2]), isThere, target }, pass);
        };
      },
      [3, 6],
    );
  });
  test('FM interaction of sums and fields', () => {
    const fields = randomTensor([4, 3, 2], 8);
    checkLayer(
      parameters => {
        const sumsOf = numericFieldSums(parameters, 's', 3, 2);
        return (x, pass) => fmInteraction(fields, sumsOf(x, pass));
      },
      [4, 3],
    );
    const others = { sums: randomTensor([4, 2], 1), squares: randomTensor([4, 1], 2) };
    checkGradients(fields => tf.mean(fmInteraction(fields, others)), [fields]);
  });
  test('FM interaction', () => {
    checkGradients(
      fields => tf.mean(tf.mul(fmInteraction(fields), randomTensor([4, 1], 6))),
      [randomTensor([4, 3, 2], 7)],
    );
  });
});

test('an attention unit adds events up by what they and the target have to do with each other', () => {
  const weighed = (softmax: boolean, isThere: number[]) => {
    const parameters = new ParameterSet();
    const weigh = attentionUnit(parameters, 'a', { events: 3, dim: 1, units: [4], softmax });
    const values = parameters.all.map(({ shape }, i) => randomTensor(shape, i));
    const pass = new NetworkPass(parameters, values, [], null);
    const events = tf.tensor3d(
      isThere.map((there, i) => there * (i + 1)),
      [1, 3, 1],
    );
    const given = { events, isThere: tf.tensor2d([isThere]), target: tf.tensor2d([[0.5]]) };
    return weigh(given, pass).dataSync()[0];
  };
  // By a softmax one event alone is all that there is, and a mean of several lies between them.
  expect(weighed(true, [0, 1, 0])).toBeCloseTo(2, 5);
  expect(weighed(true, [1, 1, 1])).toBeGreaterThan(1);
  expect(weighed(true, [1, 1, 1])).toBeLessThan(3);
  // Without one they are added up, each by its own weight.
  const alone = [0, 1, 2].map(i =>
    weighed(
      false,
      [0, 1, 2].map(j => Number(i === j)),
    ),
  );
  expect(weighed(false, [1, 1, 1])).toBeCloseTo(alone[0] + alone[1] + alone[2], 4);
  expect(new Set(alone.map((sum, i) => (sum / (i + 1)).toFixed(4))).size).toBe(3);
  for (const softmax of [true, false]) expect(weighed(softmax, [0, 0, 0])).toBeCloseTo(0, 6);
});

test('a context gate weighs all inputs between 0 and 2, by those of the context alone', () => {
  const parameters = new ParameterSet();
  const gate = contextGate(parameters, 'g', 5, [
    { start: 0, width: 1 },
    { start: 3, width: 2 },
  ]);
  const values = parameters.all.map(({ shape }, i) => tf.mul(randomTensor(shape, i), 0.1));
  const pass = new NetworkPass(parameters, values, [], null);
  const weigh = (...row: number[]) => Array.from(gate(tf.tensor2d([row]), pass).dataSync());
  const weights = weigh(1, 1, 1, 1, 1);
  expect(weights.every(weight => weight > 0 && weight < 2)).toBe(true);
  const halved = weigh(1, 0.5, 0.25, 1, 1);
  expectClose(halved, [weights[0], 0.5 * weights[1], 0.25 * weights[2], weights[3], weights[4]], 1e-5);
  expect(weigh(2, 1, 1, 1, 1)[1]).not.toBeCloseTo(weights[1], 3);
});

test.each([
  [0.5, [0.5, 0.5, 0.5]],
  [
    [0.5, 0.25],
    [0.5, 0.25, 0.25],
  ],
  [
    [0.1, 0, 0.3],
    [0.1, 0, 0.3],
  ],
])('a dropout of %j is that of three layers as %j', (dropout, expected) => {
  const parameters = new ParameterSet();
  const layer = mlp(parameters, 'm', 2, [2, 2, 2], { dropout });
  const rates: number[] = [];
  const pass = new NetworkPass(
    parameters,
    parameters.all.map(({ shape }) => tf.zeros([...shape])),
    [],
    () => tf.scalar(1),
  );
  layer(tf.zeros([1, 2]), {
    training: true,
    value: parameter => pass.value(parameter),
    state: variable => pass.state(variable),
    setState: () => undefined,
    ownRows: rows => rows,
    probability: (output, logOdds) => pass.probability(output, logOdds),
    dropout(x, rate) {
      rates.push(rate);
      return x;
    },
  });
  expect(rates).toEqual(expected);
});

test('the FM interaction is the sum of the inner products of all pairs', () => {
  const fields = randomTensor([5, 4, 3], 1);
  const rows = fields.arraySync() as number[][][];
  const expected = rows.map(row =>
    row.reduce(
      (sum, a, i) =>
        sum + row.slice(i + 1).reduce((part, b) => part + a.reduce((s, v, k) => s + v * b[k], 0), 0),
      0,
    ),
  );
  expect(fmInteraction(fields).shape).toEqual([5, 1]);
  expectClose(fmInteraction(fields).dataSync(), expected, 1e-5);
});

test('the FM interaction of numeric embeddings is the same from their sums alone', () => {
  const parameters = new ParameterSet();
  const initializers = { bias: normal(1) };
  const embed = numericEmbedding(parameters, 'e', 3, 2, { initializers });
  const sumsOf = numericFieldSums(parameters, 's', 3, 2, { initializers });
  const x = randomTensor([5, 3], 1);
  const table = randomTensor([5, 4, 2], 2);
  const [w, b] = [randomTensor([3, 2], 3), randomTensor([3, 2], 4)];
  const pass = new NetworkPass(parameters, [w, b, w, b], [], null);
  for (const fields of [null, table]) {
    const whole = fmInteraction(fields ? tf.concat([embed(x, pass), fields], 1) : embed(x, pass));
    expectClose(fmInteraction(fields, sumsOf(x, pass)).dataSync(), whole.dataSync(), 1e-5);
  }
});

test('layer norm gives every row mean 0 and variance 1', () => {
  const parameters = new ParameterSet();
  const { mean, variance } = tf.moments(
    run(parameters, layerNorm(parameters, 'l', 8), randomTensor([3, 8], 1)),
    1,
  );
  expectClose(variance.dataSync(), [1, 1, 1], 1e-3);
  expect(Math.max(...mean.dataSync().map(Math.abs))).toBeLessThan(1e-5);
});

test('batch norm normalises by the batch in training, by running moments in prediction', () => {
  const parameters = new ParameterSet();
  const { layer } = batchNorm(parameters, 'b', 3);
  const x = randomTensor([50, 3], 2);
  const ofBatch = tf.moments(x, 0);
  const pass = passOf(parameters, true);
  const trained = layer(x, pass);
  const after = pass.nextState();
  expectClose(tf.moments(trained, 0).variance.dataSync(), [1, 1, 1], 1e-3);
  expectClose(
    after?.dataSync() ?? [],
    tf.concat([tf.mul(ofBatch.mean, 0.1), tf.add(tf.mul(ofBatch.variance, 0.1), 0.9)]).dataSync(),
    1e-5,
  );
  const predicted = layer(x, passOf(parameters, false));
  expectClose(predicted.dataSync(), tf.div(x, Math.sqrt(1 + 1e-5)).dataSync(), 1e-5);
});

test('a product with batch norm predicts by weights that have the norm in them', () => {
  const parameters = new ParameterSet();
  const layer = normedDense(parameters, 'd', 4, 3);
  const values = [[4, 3], [3], [3]].map((shape, i) => randomTensor(shape, i));
  const [weights, scale, shift] = values;
  const [mean, variance] = [randomTensor([3], 7), tf.square(randomTensor([3], 8))];
  const x = randomTensor([5, 4], 9);
  const deviation = tf.sqrt(tf.add(variance, 1e-5));
  const normalised = tf.div(tf.sub(tf.matMul(x, weights), mean), deviation);
  const predicted = layer(x, new NetworkPass(parameters, values, [mean, variance], null));
  expectClose(predicted.dataSync(), tf.add(tf.mul(normalised, scale), shift).dataSync(), 1e-4);
});

test('dropout scales what it keeps and does nothing in prediction', () => {
  const parameters = new ParameterSet();
  const x = tf.ones([2, 2]);
  const mask = () => tf.tensor([1, 0, 0, 1], [2, 2], 'bool');
  const training = new NetworkPass(parameters, [], [], mask);
  expect([...training.dropout(x, 0.75).dataSync()]).toEqual([4, 0, 0, 4]);
  expect(training.dropout(x, 0)).toBe(x);
  expect(new NetworkPass(parameters, [], [], null).dropout(x, 0.75)).toBe(x);
  expect(() => training.dropout(x, 1)).toThrow(InvalidNetwork);
});

test('the numbers that a slot does not use say nothing and learn nothing', () => {
  const fields = randomTensor([3, 2, 4], 5);
  const narrow = (x: tf.Tensor) => narrowed(x, [1, 3]);
  const used = tf.tensor3d([
    [
      [1, 0, 0, 0],
      [1, 1, 1, 0],
    ],
  ]);
  expectClose(narrow(fields).dataSync(), tf.mul(fields, used).dataSync(), 0);
  const gradient = tf.grad(x => tf.sum(tf.square(narrow(x))))(fields);
  expectClose(gradient.dataSync(), tf.mul(tf.mul(fields, used), 2).dataSync(), 1e-6);
  expect(narrowed(fields, [4, 4])).toBe(fields);
  expect(narrowed(fields, [])).toBe(fields);
});

function passOf(parameters: ParameterSet, training: boolean): NetworkPass {
  const flat = parameters.initialise(1);
  const values = parameters.all.map(({ offset, size, shape }) =>
    tf.tensor(flat.slice(offset, offset + size), [...shape]),
  );
  return new NetworkPass(parameters, values, cutState(parameters), training ? () => tf.scalar(1) : null);
}

function run(parameters: ParameterSet, layer: Layer, x: tf.Tensor): tf.Tensor {
  return layer(x, passOf(parameters, false));
}
