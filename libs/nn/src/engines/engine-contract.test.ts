import { expectClose } from '../../testing/expect-close';
import { smallFeeds, smallNetwork } from '../../testing/small-network';
import { InvalidFeed, InvalidNetwork, LossNotFinite } from '../errors';
import type { Engine, EngineOptions } from './engine';
import { openEngine } from './open-engine';

const OPTIONS: EngineOptions = { optimizer: { kind: 'adam' }, clipNorm: 1, seed: 3 };
const ROWS = 8;

const ENGINES: Readonly<Record<string, (options: EngineOptions) => Promise<Engine>>> = {
  compiled: options => openEngine('compiled', smallNetwork(), options),
  'eager (wasm)': options => openEngine('eager', smallNetwork(), { ...options, backend: 'wasm' }),
  'eager (cpu)': options => openEngine('eager', smallNetwork(), { ...options, backend: 'cpu' }),
};

describe.each(Object.entries(ENGINES))('%s', (name, open) => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await open(OPTIONS);
  });
  afterEach(() => engine.close());

  test('says what it is', () => expect(engine.name).toBe(name));

  test('the same seed gives the same weights to the bit, another seed others', async () => {
    const again = await open(OPTIONS);
    const other = await open({ ...OPTIONS, seed: 4 });
    for (const each of [engine, again, other]) await train(each, 1, 5);
    expect(again.read()).toEqual(engine.read());
    expect(other.read().parameters).not.toEqual(engine.read().parameters);
    await Promise.all([again.close(), other.close()]);
  });

  test('a state that was read and written goes on to the bit', async () => {
    await train(engine, 1, 3);
    const state = engine.read();
    await train(engine, 4, 6);
    const resumed = await open({ ...OPTIONS });
    resumed.write(state);
    state.parameters.fill(0);
    await train(resumed, 4, 6);
    expect(resumed.read()).toEqual(engine.read());
    await resumed.close();
  });

  test('the two halves of a step are the step, clipping and state included', async () => {
    const whole = await open(OPTIONS);
    for (let step = 1; step <= 5; step++) {
      const feeds = smallFeeds(ROWS, step);
      const settings = { step, learningRate: 0.01 };
      const expected = await whole.step(feeds, ROWS, settings);
      const derivatives = await engine.differentiate(feeds, { begin: 0, end: ROWS, of: ROWS }, settings);
      await engine.update(derivatives, settings);
      expect(derivatives.loss).toBeCloseTo(expected.loss, 4);
      expectClose(derivatives.gradients['fields'], expected.gradients['fields'], 1e-4);
    }
    expectClose(engine.read().parameters, whole.read().parameters, 1e-4);
    expectClose(engine.read().state, whole.read().state, 1e-4);
    await whole.close();
  });

  test('a part of a batch reads its own rows alone, and changes nothing', async () => {
    const feeds = smallFeeds(ROWS, 1);
    const settings = { step: 1, learningRate: 0.01 };
    const before = engine.read();
    const part = { begin: 3, end: 7, of: ROWS };
    const { loss, gradients } = structuredClone(await engine.differentiate(feeds, part, settings));
    expect(engine.read()).toEqual(before);
    // What other rows are fed makes no difference.
    for (const values of Object.values(feeds)) {
      const width = values.length / ROWS;
      values.fill(7, 0, 3 * width).fill(7, 7 * width);
    }
    const again = await engine.differentiate(feeds, part, settings);
    expect(again.loss).toBe(loss);
    expect(again.gradients['fields']).toEqual(gradients['fields']);
    expect(gradients['fields']).toHaveLength(4 * 8);
  });

  test('what was read does not change with later steps', async () => {
    const before = engine.read();
    const copy = structuredClone(before);
    await train(engine, 1, 3);
    expect(before).toEqual(copy);
    expect(engine.read().parameters).not.toEqual(copy.parameters);
  });

  test('batches of any size, in buffers that may be longer', async () => {
    for (const [i, rowCount] of [8, 3, 8, 5, 2, 7, 8].entries()) {
      const { loss, gradients } = await engine.step(smallFeeds(ROWS, i), rowCount, {
        step: i + 1,
        learningRate: 0.01,
      });
      expect(loss).toBeGreaterThan(0);
      expect(gradients['fields']).toHaveLength(rowCount * 8);
    }
  });

  test('a batch fed in parts of buffers is the batch fed whole', async () => {
    const whole = smallFeeds(ROWS, 1);
    const later = Object.fromEntries(
      Object.entries(whole).map(([name, values]) => {
        const width = values.length / ROWS;
        return [name, values.subarray(3 * width, 5 * width)];
      }),
    );
    const answers = await engine.predict(whole, ROWS);
    const answersLater = await engine.predict(later, 2);
    expect(answersLater['probability'][0]).toBeCloseTo(answers['probability'][3], 6);
    expect(answersLater['probability'][1]).toBeCloseTo(answers['probability'][4], 6);
  });

  test('prediction needs no targets', async () => {
    const { x, fields } = smallFeeds(ROWS, 1);
    const answers = await engine.predict({ x, fields }, ROWS);
    expect(Object.keys(answers)).toEqual(['probability', 'logit']);
    expect(answers['probability']).toHaveLength(ROWS);
  });

  test('a loss that is not finite stops and leaves the weights', async () => {
    await train(engine, 1, 2);
    const before = engine.read();
    const bad = { ...smallFeeds(ROWS, 1), x: new Float32Array(3 * ROWS).fill(NaN) };
    const step = engine.step(bad, ROWS, { step: 3, learningRate: 0.01 });
    await expect(step).rejects.toThrow(LossNotFinite);
    await expect(step).rejects.toMatchObject({ step: 3, loss: NaN });
    expect(engine.read()).toEqual(before);
  });

  test('missing and short feeds, and states of other networks, are refused', async () => {
    const { x, fields, label, weight } = smallFeeds(ROWS, 1);
    const settings = { step: 1, learningRate: 0.01 };
    await expect(engine.step({ x, fields, label }, ROWS, settings)).rejects.toThrow(
      new InvalidFeed('"weight" is not fed: the network reads 1 numbers a row.'),
    );
    await expect(engine.step({ x, fields, label, weight }, ROWS + 1, settings)).rejects.toThrow(
      new InvalidFeed('"x" has 24 values; 9 rows of 3 need 27.'),
    );
    const state = engine.read();
    expect(() => engine.write({ ...state, parameters: new Float32Array(2) })).toThrow(InvalidFeed);
    expect(() => engine.write({ ...state, optimizer: [] })).toThrow(InvalidFeed);
  });
});

test('the compiled engine clears denormal numbers from what the optimiser remembers', async () => {
  const engine = await openEngine('compiled', smallNetwork(), { optimizer: { kind: 'adam' }, seed: 3 });
  const state = engine.read();
  // Gradients of nothing: what the optimiser remembers only shrinks.
  const still = { ...smallFeeds(ROWS, 1), weight: new Float32Array(ROWS) };
  engine.write({ ...state, optimizer: state.optimizer.map(slot => slot.fill(1e-40)) });
  const denormals = () =>
    engine.read().optimizer.flatMap(slot => [...slot.filter(value => value !== 0)]).length;
  await engine.step(still, ROWS, { step: 255, learningRate: 0.01 });
  expect(denormals()).toBeGreaterThan(0);
  await engine.step(still, ROWS, { step: 256, learningRate: 0.01 });
  expect(denormals()).toBe(0);
  await engine.close();
});

test('an input and an embedding of one name are refused', async () => {
  const network = { ...smallNetwork(), inputs: { x: 3, label: 1, weight: 1, fields: 1 } };
  await expect(openEngine('compiled', network, OPTIONS)).rejects.toThrow(InvalidNetwork);
});

async function train(engine: Engine, from: number, to: number): Promise<void> {
  for (let step = from; step <= to; step++) {
    await engine.step(smallFeeds(ROWS, step), ROWS, { step, learningRate: 0.01 });
  }
}
