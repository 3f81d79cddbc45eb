/** One request that shows what a service does. */
export interface DemonstrationRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
}

/** A model as the quickstart shows it: trained on sample data, served beside the others, asked. */
export interface Demonstration {
  /** The name of the model, of the app that serves it alone, and of the command that trains it. */
  readonly model: string;
  /** The port of that app. */
  readonly port: number;
  readonly requests: readonly DemonstrationRequest[];
}

const GOOD_OFFER = {
  item_ctr: 0.35,
  item_cvr: 0.06,
  item_price: 79.9,
  user_age: 31,
  user_gender: 1,
  cross_age_x_ctr: 10.85,
  cross_gender_x_price: 79.9,
};
const POOR_OFFER = {
  item_ctr: 0.02,
  item_cvr: 0.004,
  item_price: 149,
  user_age: 24,
  user_gender: 0,
  cross_age_x_ctr: 0.48,
  cross_gender_x_price: 0,
};

/** The rows of a request in the order of their features, as one tensor of the Open Inference Protocol. */
function tensorOf(rows: readonly Readonly<Record<string, number>>[]): object {
  const values = rows.map(row => Object.values(row));
  return { name: 'features', datatype: 'FP32', shape: [rows.length, values[0].length], data: values.flat() };
}

export const DEMONSTRATIONS: readonly Demonstration[] = [
  {
    model: 'xgb',
    port: 8080,
    requests: [
      { method: 'POST', path: '/predictions/xgb', body: { data: [GOOD_OFFER, POOR_OFFER] } },
      { method: 'POST', path: '/predictions/xgb', body: { data: [Object.values(GOOD_OFFER)] } },
      { method: 'POST', path: '/v1/models/xgb:predict', body: { instances: [GOOD_OFFER] } },
      { method: 'POST', path: '/v2/models/xgb/infer', body: { inputs: [tensorOf([GOOD_OFFER])] } },
      { method: 'POST', path: '/reload', body: { model: 'xgb' } },
    ],
  },
  {
    model: 'deepfm',
    port: 8086,
    requests: [
      { method: 'POST', path: '/predictions/deepfm', body: { data: [GOOD_OFFER, POOR_OFFER] } },
      { method: 'POST', path: '/v1/models/deepfm:predict', body: { instances: [GOOD_OFFER] } },
      { method: 'POST', path: '/v2/models/deepfm/infer', body: { inputs: [tensorOf([GOOD_OFFER])] } },
    ],
  },
  {
    model: 'mmoe',
    port: 8081,
    requests: [
      { method: 'POST', path: '/predictions/mmoe', body: { data: [GOOD_OFFER, POOR_OFFER] } },
      { method: 'POST', path: '/v1/models/mmoe:predict', body: { instances: [GOOD_OFFER] } },
      { method: 'POST', path: '/v2/models/mmoe/infer', body: { inputs: [tensorOf([GOOD_OFFER])] } },
    ],
  },
];

/** What the service of all of them is asked. */
export const SERVICE_REQUESTS: readonly DemonstrationRequest[] = [
  { method: 'GET', path: '/' },
  { method: 'GET', path: '/ready' },
];
