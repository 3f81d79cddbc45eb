/** What a feature file is for, by the commands that train. */
export const PURPOSES = [
  'xgb',
  'deepfm',
  'dcn',
  'finalmlp',
  'din',
  'mmoe',
  'two-tower',
  'youtube-dnn',
  'dssm',
] as const;

export type Purpose = (typeof PURPOSES)[number];

/** How the names begin of what belongs to the two sides of a retrieval. */
export const SIDES: Readonly<Partial<Record<Purpose, readonly string[]>>> = {
  'two-tower': ['user', 'item'],
  dssm: ['query', 'doc'],
};

/** What youtube-dnn reads by itself: histories, and what comes next, which it is to find. */
export const READ_BY_HISTORIES: readonly string[] = [
  'history',
  'history_item_ids',
  'target_item_id',
  'item_id',
];
