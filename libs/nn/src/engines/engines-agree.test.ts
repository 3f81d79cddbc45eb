import { expectClose } from '../../testing/expect-close';
import { smallFeeds, smallNetwork } from '../../testing/small-network';
import type { OptimizerSettings } from '../optimizers/create-optimizer';
import type { Engine } from './engine';
import { openEngine } from './open-engine';

const STEPS = 50;
const ROWS = 32;

const OPTIMIZERS: readonly OptimizerSettings[] = [
  { kind: 'sgd' },
  { kind: 'sgd', momentum: 0.9 },
  { kind: 'adam' },
  { kind: 'adamw', weightDecay: 0.1 },
  { kind: 'adagrad' },
];

test.each(OPTIMIZERS)('50 steps with %j are the same on every engine', async optimizer => {
  const options = { optimizer, clipNorm: 1, seed: 11 };
  const compiled = await openEngine('compiled', smallNetwork(), options);
  const eager = await openEngine('eager', smallNetwork(), { ...options, backend: 'wasm' });
  const plain = await openEngine('eager', smallNetwork(), { ...options, backend: 'cpu' });
  for (let step = 1; step <= STEPS; step++) {
    const feeds = smallFeeds(ROWS, step);
    const settings = { step, learningRate: 0.01 };
    const expected = await plain.step(feeds, ROWS, settings);
    for (const engine of [compiled, eager]) {
      const { loss, gradients } = await engine.step(feeds, ROWS, settings);
      expect(Math.abs(loss - expected.loss)).toBeLessThan(1e-4);
      expectClose(gradients['fields'], expected.gradients['fields'], 1e-3);
    }
  }
  for (const engine of [compiled, eager]) expectSameState(engine, plain);
  const feeds = smallFeeds(7, 999);
  const expected = await plain.predict(feeds, 7);
  for (const engine of [compiled, eager]) {
    const answers = await engine.predict(feeds, 7);
    expectClose(answers['probability'], expected['probability'], 1e-3);
    expectClose(answers['logit'], expected['logit'], 1e-3);
  }
  await Promise.all([compiled, eager, plain].map(engine => engine.close()));
});

function expectSameState(engine: Engine, reference: Engine): void {
  const actual = engine.read();
  const expected = reference.read();
  expectClose(actual.parameters, expected.parameters, 1e-3);
  expectClose(actual.state, expected.state, 1e-3);
  actual.optimizer.forEach((slot, i) => expectClose(slot, expected.optimizer[i], 1e-3));
}
