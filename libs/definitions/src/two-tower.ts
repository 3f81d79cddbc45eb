import { flatTwoTower } from '@reckit/inference';
import type { ServiceDefinition } from '@reckit/service';

/** Vectors of users and of items that lie near each other where a user likes an item. */
export const twoTower: ServiceDefinition = {
  name: 'two_tower',
  title: 'Reckit Two-Tower',
  defaultPort: 8085,
  flat: flatTwoTower,
  names: {
    user_tower: 'user_tower',
    item_tower: 'item_tower',
    two_tower: 'user_tower',
    two_tower_recall: 'recall',
  },
  rowKeys: {
    user_tower: { groups: ['user_features'], prefix: 'user_' },
    item_tower: { groups: ['item_features'], prefix: 'item_' },
  },
  endpoints: [
    { path: '/user_embedding', calls: 'user_tower', answer: { kind: 'embedding', key: 'user_embedding' } },
    { path: '/item_embedding', calls: 'item_tower', answer: { kind: 'embedding', key: 'item_embedding' } },
    { path: '/recall', calls: 'two_tower_recall', answer: { kind: 'neighbours' } },
  ],
};
