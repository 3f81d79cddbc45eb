/** Where a request keeps its rows. */
export interface RequestForm {
  /** The keys that may hold them; the first that does counts. */
  readonly listKeys: readonly string[];
  /** What is said of a request without rows. */
  readonly whenEmpty: string;
}

/** `POST /predictions/{model}`: `{"data": [row, …]}`. */
export const PREDICTIONS_FORM: RequestForm = {
  listKeys: ['data'],
  whenEmpty: 'data must not be empty: send {"data": [{"feature": value, …}, …]}.',
};

/** `POST /predict`: `{"features_list": [row, …]}` or `{"data": [row, …]}`; `data` wins if both hold rows. */
export const PREDICT_FORM: RequestForm = {
  listKeys: ['data', 'features_list'],
  whenEmpty: 'features_list or data must not be empty: send {"features_list": [{"feature": value, …}, …]}.',
};
