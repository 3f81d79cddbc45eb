import * as fc from 'fast-check';
import { seenCharacter } from '../../../../messages/testing/characters';
import { matchPredictionRoute } from './prediction-route';

test.each([
  ['/predictions/xgb', { form: 'predictions', model: 'xgb', version: null }],
  ['/predictions/xgb/', { form: 'predictions', model: 'xgb', version: null }],
  ['/predictions/xgb/v1.0.0', { form: 'predictions', model: 'xgb', version: 'v1.0.0' }],
  ['/predictions/xgb/v1.0.0/', { form: 'predictions', model: 'xgb', version: 'v1.0.0' }],
  ['/predictions/xgb?version=v2', { form: 'predictions', model: 'xgb', version: 'v2' }],
  ['/predictions/xgb/?a=1&version=v%202', { form: 'predictions', model: 'xgb', version: 'v 2' }],
  ['/predictions/xgb/v1?version=v2', { form: 'predictions', model: 'xgb', version: 'v1' }],
  ['/predictions/xgb?a=/x', { form: 'predictions', model: 'xgb', version: null }],
  ['/predictions/a%20b/%E4%B8%AD', { form: 'predictions', model: 'a b', version: '中' }],
  ['/predictions/a%2Fb', { form: 'predictions', model: 'a/b', version: null }],
  ['/predictions/%zz', { form: 'predictions', model: '%zz', version: null }],
  ['/predict', { form: 'predict', model: null, version: null }],
  ['/predict/', { form: 'predict', model: null, version: null }],
  ['/predict?version=v1', { form: 'predict', model: null, version: 'v1' }],
  ['http://host:8080/predictions/xgb/v1', { form: 'predictions', model: 'xgb', version: 'v1' }],
  ['HTTPS://host/predict?version=v1', { form: 'predict', model: null, version: 'v1' }],
])('%s', (target, route) => {
  expect(matchPredictionRoute(target)).toEqual(route);
});

test.each([
  '/',
  '',
  '*',
  '/ping',
  '/predictions',
  '/predictions/',
  '/predictions//v1',
  '/predictions/xgb//',
  '/predictions/xgb/v1/more',
  '/predict/xgb',
  '/predictor',
  '/Predict',
  '/x/predict',
  '//predict',
  'predict',
  'http://host',
  'http://host/ping',
  'http://host?x=/predict',
  'http:///predict',
])('%s is no prediction', target => {
  expect(matchPredictionRoute(target)).toBeNull();
});

test('any names come back as they were encoded', () => {
  const name = fc.string({ minLength: 1, unit: seenCharacter }).filter(text => !['.', '..'].includes(text));
  fc.assert(
    fc.property(name, name, (model, version) => {
      const path = `/predictions/${encodeURIComponent(model)}/${encodeURIComponent(version)}`;
      expect(matchPredictionRoute(path)).toEqual({ form: 'predictions', model, version });
    }),
  );
});
