/**
 * The features of the Python system's ranking models, in their order. Values where the scores do depend on `item_ctr`:
 * 0, 0.15 and 1 all give another one.
 */
export const ROW = {
  item_ctr: 0.15,
  item_cvr: 0.002,
  item_price: 10,
  user_age: 40,
  user_gender: 1,
  cross_age_x_ctr: 0.2,
  cross_gender_x_price: 99.9,
} as const;

/** `rowCount` copies of the row, as a request for `/predictions`. */
export function requestOf(rowCount: number): { data: unknown[] } {
  return { data: Array.from({ length: rowCount }, () => ROW) };
}
