/** One request that shows what a service does. */
export interface DemonstrationRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
}

/** A model as the quickstart shows it: trained on sample data, served, asked. */
export interface Demonstration {
  /** The app of the service and the command that trains its model. */
  readonly model: string;
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

export const DEMONSTRATIONS: readonly Demonstration[] = [
  {
    model: 'xgb',
    port: 8080,
    requests: [
      { method: 'POST', path: '/predictions/xgb', body: { data: [GOOD_OFFER, POOR_OFFER] } },
      { method: 'POST', path: '/predictions/xgb', body: { data: [Object.values(GOOD_OFFER)] } },
      { method: 'POST', path: '/predict', body: { features_list: [GOOD_OFFER, POOR_OFFER] } },
      { method: 'GET', path: '/' },
      { method: 'POST', path: '/reload' },
    ],
  },
  {
    model: 'deepfm',
    port: 8086,
    requests: [
      { method: 'POST', path: '/predictions/deepfm', body: { data: [GOOD_OFFER, POOR_OFFER] } },
      { method: 'POST', path: '/predict', body: { features_list: [GOOD_OFFER] } },
      { method: 'GET', path: '/' },
    ],
  },
  {
    model: 'mmoe',
    port: 8081,
    requests: [
      { method: 'POST', path: '/predictions/mmoe', body: { data: [GOOD_OFFER, POOR_OFFER] } },
      { method: 'POST', path: '/predict', body: { features_list: [GOOD_OFFER] } },
      { method: 'GET', path: '/' },
    ],
  },
];
