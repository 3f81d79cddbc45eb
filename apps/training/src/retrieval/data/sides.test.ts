import { parseFeatureFile } from '@reckit/features';
import { partedBySide } from './sides';

const AGE = { name: 'user_age', buckets: [18, 65] };
const USER = { name: 'user_id', kind: 'categorical' };
const ITEM = { name: 'item_id', kind: 'categorical' };
const cross = (...names: string[]) => ({
  name: names.join('_x_'),
  kind: 'categorical',
  cross: names,
  buckets: 9,
});

function parted(...features: unknown[]) {
  const file = parseFeatureFile(JSON.stringify({ features }), 'features.json');
  return partedBySide(file, { query: 'user', item: 'item' }, 'features.json');
}

test('a cross goes where its parts do', () => {
  const { query, item } = parted(AGE, USER, ITEM, cross('user_id', 'user_age'));
  expect(query.crosses).toEqual([{ name: 'user_id_x_user_age', cross: ['user_id', 'user_age'], buckets: 9 }]);
  expect(item.crosses).toEqual([]);
});

test('a cross of two sides is refused in one line', () => {
  expect(() => parted(AGE, USER, ITEM, cross('user_id', 'item_id'))).toThrow(
    'features.json: the cross "user_id_x_item_id" is of "user_id" and "item_id", which are of two sides; each side sees its own features alone.',
  );
});
