import * as fc from 'fast-check';
import { plainRows, readAtOnce } from '../../testing/read-at-once';
import { SAMPLE_FEATURES } from '../../testing/sample-features';
import { readRows } from './read-rows';
import { PREDICTIONS_FORM } from './request-form';
import type { RowFeatures } from './row-features';
import { RowScanner } from './scan-rows';

const NESTED: RowFeatures = { ...SAMPLE_FEATURES, groups: ['user_features', 'context'], prefix: 'user_' };

function general(rows: string, features: RowFeatures): unknown {
  const bytes = Buffer.from(`{"data":[${rows}]}`);
  return plainRows(readAtOnce(clock => readRows(bytes, PREDICTIONS_FORM, features, 100, clock)));
}

/** The rows by the general way, after the quick way has given the same or left them. */
function read(rows: string, features: RowFeatures = NESTED): unknown {
  const expected = general(rows, features);
  const quick = quickly(rows, features);
  if (quick !== 'left') expect(quick).toEqual(expected);
  return expected;
}

function quickly(rows: string, features: RowFeatures = NESTED): unknown {
  const scanned = new RowScanner(features).scan(Buffer.from(`{"data":[${rows}]}`), ['data'], 100);
  return typeof scanned === 'string' ? scanned : plainRows(scanned);
}

describe('groups', () => {
  test.each([
    [
      '{"user_features":{"user_age":3,"scene":"home"},"history":["5"]}',
      '{"user_age":3,"scene":"home","history":["5"]}',
    ],
    ['{"history":["5"], "user_features" : { "user_age" : 3 } }', '{"user_age":3,"history":["5"]}'],
    [
      '{"user_features":{"user_age":3},"context":{"scene":"é"},"user_ctr":1}',
      '{"user_age":3,"scene":"é","user_ctr":1}',
    ],
    ['{"user_features":{},"user_age":3}', '{"user_age":3}'],
    ['{"user_features":null,"user_age":3}', '{"user_age":3}'],
    ['{"user_features":{}}', '{}'],
    ['{"user_features":null}', '{}'],
    ['{"user_features":{"other":1}}', '{"other":1}'],
    ['{"user_features":{"other":1},"user_age":3}', '{"other":1,"user_age":3}'],
    [
      '{"user_features":{"user_age":3,"history":["5","x"]}},{"scene":"home"}',
      '{"user_age":3,"history":["5","x"]},{"scene":"home"}',
    ],
  ])('%s', (nested, flat) => {
    expect(read(nested)).toEqual(general(flat, SAMPLE_FEATURES));
    expect(quickly(nested)).toEqual(general(flat, SAMPLE_FEATURES));
  });

  test('a group inside a group is a key like others', () => {
    const nested = '{"user_features":{"context":{"user_age":3},"scene":"home"}}';
    expect(read(nested)).toEqual(general('{"scene":"home"}', SAMPLE_FEATURES));
  });

  test('of a feature that stands twice the last counts', () => {
    expect(read('{"user_age":1,"user_features":{"user_age":2}}')).toEqual(
      general('{"user_age":2}', SAMPLE_FEATURES),
    );
    expect(read('{"user_features":{"user_age":2},"user_age":1}')).toEqual(
      general('{"user_age":1}', SAMPLE_FEATURES),
    );
  });

  test('a group that is no object is refused', () => {
    for (const value of ['7', '"x"', '[]', 'true'])
      expect(() => read(`{},{"user_features":${value}}`)).toThrow(
        'data[1].user_features: expected an object of features.',
      );
  });

  test('are keys of no feature where the model has none', () => {
    expect(read('{"user_features":{"user_age":3}}', SAMPLE_FEATURES)).toEqual(
      general('{"other":{}}', SAMPLE_FEATURES),
    );
  });
});

describe('short names', () => {
  test.each([
    ['{"age":3,"ctr":0.5}', '{"user_age":3,"user_ctr":0.5}'],
    ['{"age":3,"user_ctr":0.5}', '{"user_age":3,"user_ctr":0.5}'],
    ['{"user_features":{"age":3}}', '{"user_age":3}'],
    ['{"age":3,"user_age":4}', '{"user_age":4}'],
    ['{"user_age":4,"age":3}', '{"user_age":4}'],
    ['{"user_age":null,"age":3}', '{"user_age":null}'],
    ['{"user_age":4,"user_features":{"age":3}}', '{"user_age":4}'],
    ['{"user_scene":"home"}', '{"other":1}'],
    ['{"":3}', '{"other":1}'],
  ])('%s', (short, long) => {
    expect(read(short)).toEqual(general(long, SAMPLE_FEATURES));
  });

  test('a name of a feature is never a short name of another', () => {
    const names = ['user_age', 'age', 'scene', 'history'];
    const features: RowFeatures = { ...SAMPLE_FEATURES, featureNames: names, prefix: 'user_' };
    const plain: RowFeatures = { ...SAMPLE_FEATURES, featureNames: names };
    expect(read('{"age":3}', features)).toEqual(general('{"age":3}', plain));
  });
});

test('quick and general reading agree on any rows with groups and short names', () => {
  const value = fc.constantFrom<unknown>(1, 2.5, '3', null);
  const members = fc.record(
    {
      user_age: value,
      age: value,
      ctr: value,
      scene: fc.constantFrom<unknown>('home', 'x', null),
      history: fc.array(fc.constantFrom('5', 'x')),
      other: fc.jsonValue({ maxDepth: 1 }),
    },
    { requiredKeys: [] },
  );
  const row = fc
    .tuple(members, fc.option(members), fc.option(members), fc.boolean())
    .map(([own, user, context, isFirst]) => {
      const groups = { ...(user && { user_features: user }), ...(context && { context }) };
      return isFirst ? { ...groups, ...own } : { ...own, ...groups };
    });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), fc.constantFrom(0, 1), (rows, indent) => {
      const text = JSON.stringify(rows, null, indent).slice(1, -1);
      read(text);
    }),
    { numRuns: 500 },
  );
});
