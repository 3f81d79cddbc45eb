/** The features of the Python system's model, in its order, with plausible values. */
export const ROW = {
  item_ctr: 0.15,
  item_cvr: 0.08,
  item_price: 99.9,
  user_age: 25,
  user_gender: 1,
  cross_age_x_ctr: 3.75,
  cross_gender_x_price: 99.9,
} as const;

/** The version that its `feature_meta.json` names. */
export const FLAT_VERSION = 'fx-a-xgb-1';

/** `rowCount` copies of the row, as a request for `/predictions`. */
export function requestOf(rowCount: number): { data: unknown[] } {
  return { data: Array.from({ length: rowCount }, () => ROW) };
}
