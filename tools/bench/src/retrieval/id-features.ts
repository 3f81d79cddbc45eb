/** A feature file of two towers that know users and items by their ids alone. */
export const ID_FEATURES = {
  features: ['user_id', 'item_id'].map(name => ({ name, kind: 'categorical', min_count: 1 })),
} as const;
