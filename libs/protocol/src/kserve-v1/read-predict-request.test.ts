import * as fc from 'fast-check';
import { anyCharacter } from '../../../messages/testing/characters';
import { plainRows, readAtOnce, readInSlices } from '../../testing/read-at-once';
import { SAMPLE_FEATURES } from '../../testing/sample-features';
import { PREDICTIONS_FORM } from '../rows/request-form';
import { readRows } from '../rows/read-rows';
import type { RowFeatures } from '../rows/row-features';
import { readPredictRequest, type PredictRequest } from './read-predict-request';

const NAMES = SAMPLE_FEATURES.featureNames;
const MAX_ROWS = 100;

function read(body: unknown, features: RowFeatures = SAMPLE_FEATURES): PredictRequest {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return readAtOnce(clock => readPredictRequest(bytes, () => features, MAX_ROWS, clock));
}

/** What the same rows are for `/predictions`. */
function asPredictions(rows: readonly unknown[], features: RowFeatures = SAMPLE_FEATURES): unknown {
  const bytes = Buffer.from(JSON.stringify({ data: rows }));
  return plainRows(readAtOnce(clock => readRows(bytes, PREDICTIONS_FORM, features, MAX_ROWS, clock)));
}

const ROWS = [{ user_age: 31, user_ctr: 0.25, scene: 'home', history: ['5', 'x'] }, { scene: 5 }, null];

describe('rows', () => {
  test.each(['instances', 'inputs'])('under %s are answered by predictions', key => {
    const { rows, shape } = read({ [key]: ROWS });
    expect(shape).toBe('predictions');
    expect(plainRows(rows)).toEqual(asPredictions(ROWS));
  });

  test('mean the same as those of /predictions', () => {
    const value = fc.constantFrom<unknown>(1, -2.5, '7', 0.1, null);
    const scene = fc.constantFrom<unknown>('home', 'x', 5, null, '');
    const row = fc.oneof(
      fc.record(
        { user_age: value, user_ctr: value, scene, history: fc.array(scene), other: fc.jsonValue() },
        { requiredKeys: [] },
      ),
      fc.tuple(value, value, scene, fc.array(scene)),
      fc.constant(null),
    );
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('instances', 'inputs'),
        (rows, key) => {
          expect(plainRows(read({ [key]: rows }).rows)).toEqual(asPredictions(rows));
        },
      ),
    );
  });
});

describe('columns', () => {
  test('are the rows that have their values, and are answered by outputs', () => {
    const { rows, shape } = read({
      inputs: {
        scene: ['home', 'x'],
        user_age: [31, '7'],
        history: [['5', 'x', 'home', 'home'], []],
        other: 'ignored',
      },
    });
    expect(shape).toBe('outputs');
    expect(plainRows(rows)).toEqual(
      asPredictions([
        { scene: 'home', user_age: 31, history: ['5', 'x', 'home', 'home'] },
        { scene: 'x', user_age: '7', history: [] },
      ]),
    );
  });

  test('any columns mean what the rows mean', () => {
    const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
      user_age: fc.constantFrom<unknown>(1, -2.5, '7', null, 1e300),
      user_ctr: fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => value + 0),
      scene: fc.constantFrom<unknown>('home', 'é', 'x', 5, null),
      history: fc.array(fc.constantFrom<unknown>('home', 'é', 5), { maxLength: 5 }),
      other: fc.jsonValue(),
    };
    const columns = fc
      .tuple(fc.shuffledSubarray(Object.keys(values), { minLength: 1 }), fc.integer({ min: 1, max: 4 }))
      .chain(([names, rowCount]) =>
        fc.record(
          Object.fromEntries(
            names.map(name => [name, fc.array(values[name], { minLength: rowCount, maxLength: rowCount })]),
          ),
        ),
      );
    fc.assert(
      fc.property(columns, fc.boolean(), (inputs, areNested) => {
        const names = Object.keys(inputs);
        const rows = inputs[names[0]].map((_, row) =>
          Object.fromEntries(names.map(name => [name, inputs[name][row]])),
        );
        const sent = Object.entries(inputs).map(([name, column]) => [
          name,
          areNested && NAMES.includes(name) && name !== 'history' ? column.map(value => [value]) : column,
        ]);
        expect(plainRows(read({ inputs: Object.fromEntries(sent) }).rows)).toEqual(asPredictions(rows));
      }),
    );
  });

  test('null in place of a column is a feature that is missing', () => {
    expect(plainRows(read({ inputs: { user_age: null, scene: ['home'] } }).rows)).toEqual(
      asPredictions([{ user_age: null, scene: 'home' }]),
    );
  });

  test('of several of one feature the last counts', () => {
    expect(plainRows(read('{"inputs":{"user_age":[1,2,3],"user_age":[4]}}').rows)).toEqual(
      asPredictions([{ user_age: 4 }]),
    );
  });

  test('columns of which none is a feature are rows of defaults', () => {
    const { rows } = read({ inputs: { other: [1, 2], more: 'x' } });
    expect(plainRows(rows)).toEqual(asPredictions([{ other: 1 }, { other: 2 }]));
    expect(rows.unknownRows).toBe(2);
  });

  test.each<[unknown, string]>([
    [
      { user_age: [1, 2], scene: ['home'] },
      'inputs.scene has 1 values and inputs.user_age has 2: columns must have one for every row.',
    ],
    [
      { user_age: [1, 2], history: [] },
      'inputs.history has 0 values and inputs.user_age has 2: columns must have one for every row.',
    ],
    [{ user_age: 1 }, 'inputs.user_age must be an array, a value for every row.'],
    [{ user_age: { b64: 'MQ==' } }, 'inputs.user_age must be an array, a value for every row.'],
    [{ user_age: [1, [2, 3]] }, 'inputs[1].user_age: expected a number, got [].'],
    [{ user_age: [1, []] }, 'inputs[1].user_age: expected a number, got [].'],
    [{ user_age: [1, [[2]]] }, 'inputs[1].user_age: expected a number, got [].'],
    [{ user_age: [1, { a: 2 }] }, 'inputs[1].user_age: expected a number, got {}.'],
    [{ user_age: [1, 'x'] }, 'inputs[1].user_age: expected a number, got "x".'],
  ])('%j is refused', (inputs, message) => {
    expect(() => read({ inputs })).toThrow(message);
  });

  test.each<unknown>([{}, { user_age: [] }, { other: [] }, { other: 1 }, { user_age: null }])(
    '%j has no rows',
    inputs => {
      expect(() => read({ inputs })).toThrow('instances must not be empty');
    },
  );

  test('more rows than are allowed are refused before they are read', () => {
    const user_age = Array(MAX_ROWS + 1).fill('no number');
    expect(() => read({ inputs: { user_age } })).toThrow('The request has 101 rows, more than 100');
  });
});

describe('{"b64": …}', () => {
  const b64 = (text: string): unknown => ({ b64: Buffer.from(text).toString('base64') });

  test('stands for the text in it, wherever a value may stand', () => {
    const rows = [
      { user_age: b64('31'), scene: b64('é'), history: ['home', b64('5'), b64('search')] },
      [b64('1'), 2, b64('home'), []],
    ];
    const meant = [{ user_age: '31', scene: 'é', history: ['home', '5', 'search'] }, ['1', 2, 'home', []]];
    expect(plainRows(read({ instances: rows }).rows)).toEqual(asPredictions(meant));
    const inputs = { scene: [b64('é'), [b64('home')]], history: [[b64('5')], []] };
    expect(plainRows(read({ inputs }).rows)).toEqual(
      asPredictions([
        { scene: 'é', history: ['5'] },
        { scene: 'home', history: [] },
      ]),
    );
  });

  test('any text comes back from its bytes, in either alphabet and with or without an end', () => {
    const features: RowFeatures = { ...SAMPLE_FEATURES, encodeValue: raw => void texts.push(raw) };
    let texts: unknown[] = [];
    const encoding = fc.constantFrom<BufferEncoding>('base64', 'base64url');
    fc.assert(
      fc.property(
        fc.string({ unit: anyCharacter }),
        encoding,
        fc.constantFrom(0, 1),
        (text, alphabet, indent) => {
          texts = [];
          const well = Buffer.from(text).toString();
          const value = { b64: Buffer.from(well).toString(alphabet) };
          read(JSON.stringify({ instances: [{ scene: value }] }, null, indent), features);
          expect(texts).toEqual([well]);
        },
      ),
    );
  });

  test.each<[string, string]>([
    ['{"b64":"a*b="}', 'instances[0].scene: the value of "b64" is not base64.'],
    ['{"b64":"/w=="}', 'instances[0].scene: the bytes in "b64" are no text in UTF-8, which values are.'],
    ['{"b64":5}', 'instances[0].scene: expected a category, got {}.'],
    ['{"b64":"MQ==","x":1}', 'instances[0].scene: expected a category, got {}.'],
    ['{"x":1,"b64":"MQ=="}', 'instances[0].scene: expected a category, got {}.'],
    ['{}', 'instances[0].scene: expected a category, got {}.'],
    [`{"b64":"${'A'.repeat(70_000)}"}`, 'instances[0].scene: the text is longer than 65536 bytes'],
    [`{"${'b'.repeat(70_000)}":""}`, 'instances[0].scene: expected a category, got {}.'],
  ])('%.40s in place of a category is refused', (value, message) => {
    expect(() => read(`{"instances":[{"scene":${value}}]}`)).toThrow(message);
  });
});

describe('what holds the rows', () => {
  test.each<[string, string]>([
    ['{"instances":[{}],"inputs":[{}]}', 'instances and inputs are both there; send one of them.'],
    ['{"inputs":{"user_age":[1]},"instances":[]}', 'instances and inputs are both there; send one of them.'],
    ['{"instances":{"user_age":[1]}}', 'instances must be an array of rows.'],
    ['{"instances":"x"}', 'instances must be an array of rows.'],
    ['{"inputs":7}', 'inputs must be an array of rows, or an object with an array for each feature.'],
    ['{}', 'instances must not be empty'],
    ['{"instances":[]}', 'instances must not be empty'],
    ['{"inputs":[]}', 'instances must not be empty'],
    ['{"instances":null}', 'instances must not be empty'],
    ['{"data":[{}]}', 'instances must not be empty'],
    ['{"instances":[7]}', 'instances[0]: no row: 7.'],
    ['{"inputs":[[1]]}', 'inputs[0]: no row: 1.'],
    ['', 'The body is empty; expected a JSON object.'],
    ['[]', 'The body must be a JSON object.'],
    ['{"instances":[{}]', 'The body is not valid JSON'],
    ['{"inputs":{"user_age":[NaN]}}', 'The body is not valid JSON'],
    [`{"inputs":{"x":${'['.repeat(70)}${']'.repeat(70)}}}`, 'The body is nested deeper than 64 levels.'],
  ])('%.60s is refused', (body, message) => {
    expect(() => read(body)).toThrow(message);
  });

  test.each(['instances', 'inputs'])('space without end before %s is called what it is', key => {
    const space = ' \n'.repeat(2 ** 20);
    expect(() => read(`{"${key}":${space}[{}]}`)).toThrow(
      /^The body has more than 65536 digits in a row, or space without end, at byte \d+/,
    );
  });

  test('null in place of one of them is nothing', () => {
    expect(read({ instances: null, inputs: [{}] }).shape).toBe('predictions');
    expect(read({ instances: [{}], inputs: null }).rows.rowCount).toBe(1);
  });

  test('of repeated keys the last counts', () => {
    expect(read('{"inputs":[{}],"inputs":{"user_age":[1,2]}}')).toMatchObject({
      shape: 'outputs',
      rows: { rowCount: 2 },
    });
    expect(read('{"inputs":{"user_age":[1,2]},"inputs":[{}]}')).toMatchObject({
      shape: 'predictions',
      rows: { rowCount: 1 },
    });
  });
});

describe('signature_name', () => {
  function askedName(body: string): string | null {
    let asked: string | null = 'never asked';
    const featuresOf = (name: string | null): RowFeatures => {
      asked = name;
      return SAMPLE_FEATURES;
    };
    readAtOnce(clock => readPredictRequest(Buffer.from(body), featuresOf, MAX_ROWS, clock));
    return asked;
  }

  test.each<[string, string | null]>([
    ['{"instances":[{}]}', null],
    ['{"signature_name":null,"instances":[{}]}', null],
    ['{"signature_name": "user_tower","instances":[{}]}', 'user_tower'],
    ['{"inputs":{"user_age":[1]}, "signature_name" :"serving_default"}', 'serving_default'],
    ['{"signature_name":"a","instances":[{}],"signature_name":"\\u0062"}', 'b'],
  ])('%s', (body, name) => {
    expect(askedName(body)).toBe(name);
  });

  test.each(['7', '{}', '["a"]', 'true'])('%s is no name', value => {
    expect(() => askedName(`{"signature_name":${value},"instances":[{}]}`)).toThrow(
      'signature_name must be a text.',
    );
  });
});

test('what takes long is read in slices', () => {
  const rowCount = 20_000;
  const inputs = {
    user_age: Array.from({ length: rowCount }, (_, i) => i),
    history: Array.from({ length: rowCount }, () => ['home', '5']),
  };
  const bytes = Buffer.from(JSON.stringify({ inputs }));
  const { result, pauses } = readInSlices(clock =>
    readPredictRequest(bytes, () => SAMPLE_FEATURES, rowCount, clock),
  );
  expect(pauses).toBeGreaterThan(20);
  expect(result.rows.rowCount).toBe(rowCount);
  expect(result.rows.values[(rowCount - 1) * SAMPLE_FEATURES.width]).toBe(rowCount - 1);
});
