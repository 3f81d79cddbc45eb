import { SAMPLE_FEATURES } from '../../testing/sample-features';
import { modelMetadataBody, type DescribedSignature } from './model-metadata';

const dims = (...sizes: readonly string[]): object => ({
  dim: sizes.map(size => ({ size, name: '' })),
  unknown_rank: false,
});

const RANKING: DescribedSignature = {
  name: 'xgb',
  encoder: SAMPLE_FEATURES,
  outputs: [{ name: 'predictions', role: 'score', width: 1 }],
};

test('a model of one signature has it as serving_default, a tensor a feature', () => {
  const body = modelMetadataBody('xgb', 'v1', RANKING, [RANKING]);
  expect(body).toEqual({
    name: 'xgb',
    version: 'v1',
    model_spec: { name: 'xgb', signature_name: '', version: 'v1' },
    metadata: {
      signature_def: {
        signature_def: {
          serving_default: {
            inputs: {
              user_age: { name: 'user_age', dtype: 'DT_FLOAT', tensor_shape: dims('-1') },
              user_ctr: { name: 'user_ctr', dtype: 'DT_FLOAT', tensor_shape: dims('-1') },
              scene: { name: 'scene', dtype: 'DT_STRING', tensor_shape: dims('-1') },
              history: { name: 'history', dtype: 'DT_STRING', tensor_shape: dims('-1', '-1') },
            },
            outputs: { predictions: { name: 'predictions', dtype: 'DT_FLOAT', tensor_shape: dims('-1') } },
            method_name: 'tensorflow/serving/predict',
          },
        },
      },
    },
  });
});

test('the shapes of outputs are those of their roles, and other signatures stand under their names', () => {
  const recall: DescribedSignature = {
    name: 'graph_recall',
    encoder: SAMPLE_FEATURES,
    outputs: [
      { name: 'item_ids', role: 'ids', width: 20 },
      { name: 'scores', role: 'similarity', width: 20 },
      { name: 'embedding', role: 'embedding', width: 1 },
      { name: 'gmv', role: 'task', width: 1 },
    ],
  };
  const { signature_def: defs } = modelMetadataBody('m', 'v1', RANKING, [RANKING, recall]).metadata
    .signature_def;
  expect(Object.keys(defs)).toEqual(['serving_default', 'graph_recall']);
  expect(defs['graph_recall'].outputs).toEqual({
    item_ids: { name: 'item_ids', dtype: 'DT_STRING', tensor_shape: dims('-1', '20') },
    scores: { name: 'scores', dtype: 'DT_FLOAT', tensor_shape: dims('-1', '20') },
    embedding: { name: 'embedding', dtype: 'DT_FLOAT', tensor_shape: dims('-1', '1') },
    gmv: { name: 'gmv', dtype: 'DT_FLOAT', tensor_shape: dims('-1') },
  });
});

test('a feature may have any name', () => {
  const odd = { ...RANKING, encoder: { featureNames: ['__proto__'], columns: [SAMPLE_FEATURES.columns[0]] } };
  const body = JSON.stringify(modelMetadataBody('m', 'v1', odd, [odd]));
  expect(body).toContain('"inputs":{"__proto__":{"name":"__proto__"');
});
