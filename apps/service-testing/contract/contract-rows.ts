import type { FeatureValue } from '@reckit/client';
import { ROW } from '../packages/sample-rows';

/** A row by the names of its features. */
export type NamedRow = Readonly<Record<string, FeatureValue>>;

/** Rows of a model with which the contract asks. */
export interface ContractRows {
  /** Every feature, in the order of the model. */
  readonly row: NamedRow;
  /** Every feature, with another answer. */
  readonly other: NamedRow;
  /** Some features alone. */
  readonly few: NamedRow;
  /** A number on which the answer depends wherever it lies between 0 and 1. */
  readonly varied: string;
  /** A number that is 1 in `row`, and 0 by default. */
  readonly one: string;
}

/** For the ranking models of the Python system. */
export const RANKING_ROWS: ContractRows = {
  row: ROW,
  other: { ...ROW, item_ctr: 0.9, user_age: 20 },
  few: { item_ctr: 0.5, user_age: 33 },
  varied: 'item_ctr',
  one: 'user_gender',
};

/** For the user's side of its two towers. */
export const USER_ROWS: ContractRows = {
  row: { user_age: 0.15, user_gender: 1 },
  other: { user_age: 0.9, user_gender: 0.25 },
  few: { user_age: 0.5 },
  varied: 'user_age',
  one: 'user_gender',
};

/** For the queries of its DSSM. */
export const QUERY_ROWS: ContractRows = {
  row: { query_f1: 0.15, query_f2: -0.5, query_f3: 1 },
  other: { query_f1: 0.9, query_f2: 0.25, query_f3: -1 },
  few: { query_f1: 0.5, query_f3: 0.1 },
  varied: 'query_f1',
  one: 'query_f3',
};

/** For its YouTube DNN. */
export const HISTORY_ROWS: ContractRows = {
  row: { user_age: 0.5, user_gender: 1, history_item_ids: ['item_72', 'item_61', 'unknown'] },
  other: { user_age: 40, user_gender: 0, history_item_ids: [] },
  few: { user_age: 33, history_item_ids: ['item_21'] },
  varied: 'user_age',
  one: 'user_gender',
};

/** For a DIN, whose histories are of categories like that of the item. */
export const INTEREST_ROWS: ContractRows = {
  row: {
    user_age: 0.5,
    user_gender: 1,
    item_id: 'tea_004',
    category: 'tea',
    history: ['books', 'tea', 'no such'],
  },
  other: { user_age: 40, user_gender: 0, item_id: 'lamps_002', category: 'lamps', history: [] },
  few: { user_age: 33, category: 'books', history: ['books'] },
  varied: 'user_age',
  one: 'user_gender',
};

/** For the nodes of its graph: how many are found is the only number, and what is near depends on no other. */
export const NODE_ROWS: ContractRows = {
  row: { user_id: 'u50', top_k: 3 },
  other: { user_id: 'u89', top_k: 7 },
  few: { user_id: 'u1' },
  varied: 'top_k',
  one: 'top_k',
};
