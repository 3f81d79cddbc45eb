import { writeSampleData } from '@reckit/data';
import { towerModel } from '../retrieval/tower-model';

/** Users and items in one space of vectors. */
export const twoTower = towerModel({
  name: 'two_tower',
  description: 'Two-tower: vectors of users and of items, near each other where a user likes an item',
  kind: 'two_tower',
  defaultDataPath: 'data/two_tower_data.csv',
  defaultFeatures: 'age and gender of users; click rate, conversion rate and price of items',
  writeSampleData: file => writeSampleData('two_tower', file),
  sides: { query: 'user', item: 'item' },
  features: ['user_age', 'user_gender', 'item_ctr', 'item_cvr', 'item_price'],
  objective: 'in-batch',
});
