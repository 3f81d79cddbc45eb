import { get, post, type Demonstration, type DemonstrationRequest } from './demonstration';
import { RETRIEVALS } from './retrievals';

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

/** What the sample data say of a history. */
const INTEREST =
  'In the sample data a click is likely where something of the history is of the same category.';
const BOUGHT = ['books', 'tea', 'games'];
const FAMILIAR_AND_NEW = [
  { user_age: 31, item_id: 'tea_004', category: 'tea', history: BOUGHT },
  { user_age: 31, item_id: 'lamps_002', category: 'lamps', history: BOUGHT },
];

type Offer = Readonly<Record<string, number>>;

/** The row as a client of TorchServe, of KServe v1 and of the Open Inference Protocol, over REST and over gRPC, sends it. */
function everyProtocol(model: string, row: Offer): readonly DemonstrationRequest[] {
  const values = Object.values(row);
  const shape = [1, values.length];
  const tensor = { name: 'features', datatype: 'FP32', shape } as const;
  return [
    post(`/predictions/${model}`, { data: [row, POOR_OFFER] }),
    post(`/v1/models/${model}:predict`, { instances: [row] }),
    post(`/v2/models/${model}/infer`, { inputs: [{ ...tensor, data: values }] }),
    { kind: 'grpc', model, inputs: [{ ...tensor, datatype: 'FP64', values: Float64Array.from(values) }] },
  ];
}

export const DEMONSTRATIONS: readonly Demonstration[] = [
  {
    model: 'xgb',
    port: 8080,
    requests: [
      ...everyProtocol('xgb', GOOD_OFFER),
      post('/predictions/xgb', { data: [Object.values(GOOD_OFFER)] }),
      post('/reload', { model: 'xgb' }),
    ],
  },
  { model: 'deepfm', port: 8086, requests: everyProtocol('deepfm', GOOD_OFFER) },
  { model: 'dcn', port: 8088, requests: everyProtocol('dcn', GOOD_OFFER) },
  { model: 'finalmlp', port: 8089, requests: everyProtocol('finalmlp', GOOD_OFFER) },
  {
    model: 'din',
    port: 8091,
    about: INTEREST,
    requests: [post('/predictions/din', { data: FAMILIAR_AND_NEW })],
  },
  { model: 'mmoe', port: 8081, requests: everyProtocol('mmoe', GOOD_OFFER) },
  ...RETRIEVALS,
];

/** What the service of all of them is asked. */
export const SERVICE_REQUESTS: readonly DemonstrationRequest[] = [get('/'), get('/ready')];
