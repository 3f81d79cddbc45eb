import { numericFeatures } from '../../spec/feature-spec';
import { RowEncoder } from './row-encoder';

const SPEC = numericFeatures(['user_age', 'user_hour', 'item_ctr']);
const encoder = new RowEncoder(SPEC, { groups: ['user_features'], prefix: 'user_' });

function encoded(row: unknown, by = encoder): unknown {
  const { values, missing, unknownRows } = by.encode([row], 'data');
  return { values: [...values], missing: missing && [...missing], unknownRows };
}

test.each<[unknown, unknown]>([
  [
    { user_features: { user_age: 3 }, item_ctr: 1 },
    { user_age: 3, item_ctr: 1 },
  ],
  [{ item_ctr: 1, user_features: { item_ctr: 2 } }, { item_ctr: 2 }],
  [{ user_features: null, user_age: 3 }, { user_age: 3 }],
  [{ user_features: {} }, {}],
  [{ user_features: { x: 1 } }, { x: 1 }],
  [
    { age: 3, user_features: { hour: 4 } },
    { user_age: 3, user_hour: 4 },
  ],
  [{ age: 3, user_age: 4 }, { user_age: 4 }],
  [{ user_age: 4, user_features: { age: 3 } }, { user_age: 4 }],
  [{ user_item_ctr: 1 }, { x: 1 }],
  [{ __proto__: null, constructor: 1 }, { x: 1 }],
])('%j means %j', (row, meant) => {
  expect(encoded(row)).toEqual(encoded(meant, new RowEncoder(SPEC)));
});

test('the name of a feature is neither a group nor a short name', () => {
  const names = numericFeatures(['user_age', 'age', 'user_features']);
  const odd = new RowEncoder(names, { groups: ['user_features'], prefix: 'user_' });
  expect(encoded({ age: 1, user_features: 2 }, odd)).toEqual(
    encoded({ age: 1, user_features: 2 }, new RowEncoder(names)),
  );
});
