import request from 'supertest';
import { expectError } from '../../service-testing/clients/expect-error';
import { services, type LocalService } from './testing/local-service';
import { postBytes } from '../../service-testing/clients/post-bytes';
import { readMetrics, samplesOf } from '../../service-testing/conformance/read-metrics';
import { ROW } from '../../service-testing/packages/sample-rows';

const service = services.shared();
const start = services.perTest();

/** Scores rows given as JSON text, since not every number in a request survives JSON.stringify. */
async function scoresOf({ port }: LocalService, ...rows: readonly string[]): Promise<number[]> {
  const { status, text } = await postBytes(port, '/predictions/xgb', `{"data":[${rows.join(',')}]}`);
  expect({ status, text }).toEqual({ status: 200, text: expect.any(String) });
  const { predictions } = JSON.parse(text);
  expect(predictions).toHaveLength(rows.length);
  return predictions;
}

/** The sample row with the JSON text of one value in place of `item_ctr`. */
function rowWith(ctr: string): string {
  return JSON.stringify(ROW_WITHOUT_CTR).replace('{', `{"item_ctr":${ctr},`);
}

const ROW_WITHOUT_CTR = Object.fromEntries(Object.entries(ROW).filter(([name]) => name !== 'item_ctr'));

test('the score does depend on the feature that these tests change', async () => {
  const [zero, one, sample] = await scoresOf(service(), rowWith('0'), rowWith('1'), rowWith('0.15'));
  expect(new Set([zero, one, sample]).size).toBe(3);
});

describe('a value that counts as another one', () => {
  test.each([
    ['true', '1'],
    ['false', '0'],
    ['"0.15"', '0.15'],
    ['" 0.15 "', '0.15'],
    ['"+1.5e-1"', '0.15'],
    ['".15"', '0.15'],
    ['"1."', '1'],
    ['"-0"', '0'],
    ['"1e-400"', '0'],
    ['1.5E-1', '0.15'],
    ['null', '0'],
    ['"NaN"', '0'],
    ['"nan"', '0'],
    ['"Infinity"', '0'],
    ['"-Infinity"', '0'],
    ['"+inf"', '0'],
    ['"INF"', '0'],
    ['1e39', '0'],
    ['-1e39', '0'],
    ['1e400', '0'],
    ['"1e39"', '0'],
    ['"1e400"', '0'],
    ['3.4028236e38', '0'],
  ])('%s is %s', async (given, same) => {
    const [a, b] = await scoresOf(service(), rowWith(given), rowWith(same));
    expect(a).toBe(b);
  });

  test('the largest numbers of 32 bits are themselves', async () => {
    const [largest, zero] = await scoresOf(service(), rowWith('3.4028234e38'), rowWith('0'));
    expect(largest).not.toBe(zero);
  });

  test('a missing feature is its default', async () => {
    const [missing, zero] = await scoresOf(service(), JSON.stringify(ROW_WITHOUT_CTR), rowWith('0'));
    expect(missing).toBe(zero);
  });
});

describe('a value that is no number', () => {
  test.each([
    ['"abc"', '"abc"'],
    ['""', '""'],
    ['"1_0"', '"1_0"'],
    ['"0x10"', '"0x10"'],
    ['"1,5"', '"1,5"'],
    ['"1e"', '"1e"'],
    ['"infinit"', '"infinit"'],
    ['"\\n"', '"\\n"'],
    ['{}', 'an object'],
    ['{"value":1}', 'an object'],
    ['[]', 'an array'],
    ['[0.15]', 'an array'],
    [JSON.stringify('x'.repeat(1000)), `"${'x'.repeat(39)}…"`],
  ])('%s', async (given, shown) => {
    const message = `expected a number, got ${shown}. Leave it out or send null to take the default.`;
    const body = `[${rowWith('1')},${rowWith(given)}]`;
    const { port } = service();
    expectBadValue(
      await postBytes(port, '/predictions/xgb', `{"data":${body}}`),
      `data[1].item_ctr: ${message}`,
    );
    expectBadValue(await postBytes(port, '/predict', `{"data":${body}}`), `data[1].item_ctr: ${message}`);
    expectBadValue(
      await postBytes(port, '/predict', `{"features_list":${body}}`),
      `features_list[1].item_ctr: ${message}`,
    );
    const values = Object.values(ROW);
    expectBadValue(
      await postBytes(port, '/predictions/xgb', `{"data":[[${[given, ...values.slice(1)].join(',')}]]}`),
      `data[0].item_ctr: ${message}`,
    );
  });

  function expectBadValue(answer: Awaited<ReturnType<typeof postBytes>>, detail: string): void {
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toEqual({ detail, request_id: answer.headers['x-request-id'] });
  }
});

describe('unknown features', () => {
  test.each([
    '"scene_home":1',
    '"item_unknown":"text"',
    '"item_unknown":null',
    '"item_unknown":{"deep":[1,{"a":2}]}',
    '"item_unknown":1e400',
    '"__proto__":{"item_ctr":7}',
    '"__proto__":7',
    '"constructor":{"prototype":{"item_ctr":7}}',
    '"constructor":5',
    '"toString":"x"',
    '"hasOwnProperty":1',
    '"":1',
    '"ключ":1',
  ])('%s changes nothing', async cell => {
    const plain = JSON.stringify(ROW);
    const [with_, without] = await scoresOf(service(), plain.replace('{', `{${cell},`), plain);
    expect(with_).toBe(without);
    expect(Object.prototype).not.toHaveProperty('item_ctr');
    expect(({} as Readonly<Record<string, unknown>>)['item_ctr']).toBeUndefined();
  });

  test('a key that only looks like a prototype gives no feature', async () => {
    const body = JSON.stringify(ROW_WITHOUT_CTR).replace('{', '{"__proto__":{"item_ctr":1},');
    const [inherited, zero] = await scoresOf(service(), body, rowWith('0'));
    expect(inherited).toBe(zero);
  });
});

describe('forms of a request', () => {
  test('an array row is an object row in the order of feature_columns', async () => {
    const [array, object] = await scoresOf(
      service(),
      JSON.stringify(Object.values(ROW)),
      JSON.stringify(ROW),
    );
    expect(array).toBe(object);
  });

  test('array rows take null, texts and booleans as object rows do', async () => {
    const rest = Object.values(ROW).slice(1).join(',');
    const [none, text, yes] = await scoresOf(
      service(),
      `[null,${rest}]`,
      `["0.15",${rest}]`,
      `[true,${rest}]`,
    );
    expect([none, text, yes]).toEqual(await scoresOf(service(), rowWith('0'), rowWith('0.15'), rowWith('1')));
  });

  test('the order of keys does not matter, nor do rows for each other', async () => {
    const reversed = JSON.stringify(Object.fromEntries(Object.entries(ROW).reverse()));
    const rows = [rowWith('0'), reversed, rowWith('1'), JSON.stringify(ROW)];
    const together = await scoresOf(service(), ...rows);
    for (const [i, row] of rows.entries()) expect(await scoresOf(service(), row)).toEqual([together[i]]);
    expect(together[1]).toBe(together[3]);
  });

  test('/predict takes features_list or data, and data wins where both hold rows', async () => {
    const one = { ...ROW, item_ctr: 1 };
    const [sample, other] = await scoresOf(service(), JSON.stringify(ROW), JSON.stringify(one));
    const post = async (body: object): Promise<unknown> =>
      (await request(service().server).post('/predict').send(body).expect(200)).body;
    const answer = (...scores: number[]): object => ({ scores, predictions: scores });
    expect(await post({ features_list: [ROW, one] })).toEqual(answer(sample, other));
    expect(await post({ data: [one] })).toEqual(answer(other));
    expect(await post({ features_list: [ROW], data: [one, one] })).toEqual(answer(other, other));
    expect(await post({ data: [one], features_list: [ROW] })).toEqual(answer(other));
    expect(await post({ data: [], features_list: [ROW] })).toEqual(answer(sample));
    expect(await post({ data: null, features_list: [ROW] })).toEqual(answer(sample));
    expect(await post({ data: [one], features_list: null })).toEqual(answer(other));
    expect(await post({ model: 'x', features_list: [Object.values(ROW)] })).toEqual(answer(sample));
  });

  test('unknown keys beside data are ignored', async () => {
    const [score] = await scoresOf(service(), JSON.stringify(ROW));
    const answer = await request(service().server)
      .post('/predictions/xgb')
      .send({ id: 1, data: [ROW], parameters: {} });
    expect(answer.body).toEqual({ predictions: [score] });
  });
});

describe('values that took the default are counted and told', () => {
  test('missing and invalid values, by feature', async () => {
    const local = await start();
    await scoresOf(local, rowWith('1'), JSON.stringify(ROW));
    expect(samplesOf(await readMetrics(local.port), 'model_feature_missing_total')).toEqual({});
    await scoresOf(local, rowWith('null'), JSON.stringify(ROW_WITHOUT_CTR), '{}', rowWith('1e39'));
    await scoresOf(local, rowWith('"nan"'), rowWith('1e400'), JSON.stringify([null, 1, 1, 1, 1, 1, '-inf']));
    const samples = await readMetrics(local.port);
    expect(samplesOf(samples, 'model_feature_missing_total')).toEqual(
      Object.fromEntries(
        Object.keys(ROW).map(name => [
          `model_feature_missing_total{feature="${name}"}`,
          name === 'item_ctr' ? 4 : 1,
        ]),
      ),
    );
    expect(samplesOf(samples, 'model_feature_invalid_total')).toEqual({
      'model_feature_invalid_total{feature="item_ctr"}': 3,
      'model_feature_invalid_total{feature="cross_gender_x_price"}': 1,
    });
  });

  test('a refused request counts none', async () => {
    const local = await start();
    expectError(
      await request(local.server)
        .post('/predict')
        .send({ data: [{}, 1] }),
      400,
      /^data\[1\]/,
    );
    expect(samplesOf(await readMetrics(local.port), 'model_feature_missing_total')).toEqual({});
  });

  test('a warning at most once a second a feature', async () => {
    const local = await start();
    const now = jest.spyOn(performance, 'now');
    const warnings = (): unknown[] =>
      local.logs
        .filter(({ level }) => level === 'warn')
        .map(({ message, feature, values, model, request_id }) => {
          expect(request_id).toEqual(expect.any(String));
          return { message, feature, values, model };
        });
    const missing = { message: 'feature missing, default used', feature: 'item_ctr', model: 'xgb' };
    const invalid = { ...missing, message: 'feature invalid, default used' };
    try {
      now.mockReturnValue(10_000);
      await scoresOf(local, rowWith('null'), rowWith('null'));
      await scoresOf(local, rowWith('null'));
      now.mockReturnValue(10_999);
      await scoresOf(local, rowWith('null'), rowWith('1e39'));
      expect(warnings()).toEqual([
        { ...missing, values: 2 },
        { ...invalid, values: 1 },
      ]);
      now.mockReturnValue(11_000);
      await scoresOf(local, rowWith('null'), rowWith('"inf"'));
      expect(warnings().slice(2)).toEqual([{ ...missing, values: 1 }]);
      await scoresOf(local, JSON.stringify({ ...ROW, user_age: null }));
      expect(warnings().slice(3)).toEqual([{ ...missing, feature: 'user_age', values: 1 }]);
    } finally {
      now.mockRestore();
    }
  });
});
