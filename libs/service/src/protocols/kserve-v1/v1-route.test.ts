import * as fc from 'fast-check';
import { seenCharacter } from '../../../../messages/testing/characters';
import { isV1Path, matchV1Route, type V1Route } from './v1-route';

const xgb = { model: 'xgb', version: null, label: null };

test.each<[string, V1Route]>([
  ['/v1/models', { kind: 'models' }],
  ['/v1/models/', { kind: 'models' }],
  ['/V1/Models', { kind: 'models' }],
  ['/v1/models/xgb', { kind: 'status', target: xgb }],
  ['/v1/models/xgb/', { kind: 'status', target: xgb }],
  ['/v1/models/xgb/metadata', { kind: 'metadata', target: xgb }],
  ['/v1/models/xgb/METADATA/', { kind: 'metadata', target: xgb }],
  ['/v1/models/xgb:predict', { kind: 'predict', target: xgb }],
  ['/V1/MODELS/xgb:Predict/', { kind: 'predict', target: xgb }],
  ['/v1/models/xgb:classify', { kind: 'classify', target: xgb }],
  ['/v1/models/xgb:regress', { kind: 'regress', target: xgb }],
  ['/v1/models/xgb:explain', { kind: 'explain', target: xgb }],
  ['/v1/models/XGB', { kind: 'status', target: { ...xgb, model: 'XGB' } }],
  ['/v1/models/xgb/versions/v1.0.0', { kind: 'status', target: { ...xgb, version: 'v1.0.0' } }],
  ['/v1/models/xgb/versions/2:predict', { kind: 'predict', target: { ...xgb, version: '2' } }],
  ['/v1/models/xgb/Versions/2/metadata', { kind: 'metadata', target: { ...xgb, version: '2' } }],
  ['/v1/models/xgb/labels/stable:predict', { kind: 'predict', target: { ...xgb, label: 'stable' } }],
  ['/v1/models/a%2Fb%3Ac:predict', { kind: 'predict', target: { ...xgb, model: 'a/b:c' } }],
  [
    '/v1/models/xgb/versions/2/labels/stable:predict',
    { kind: 'predict', target: { model: 'xgb', version: '2', label: 'stable' } },
  ],
])('%s', (path, route) => {
  expect(matchV1Route(path)).toEqual(route);
});

test.each([
  '/v1',
  '/v1/',
  '/v1/model/xgb',
  '/v1/models//metadata',
  '/v1/models/xgb:train',
  '/v1/models/xgb:',
  '/v1/models/xgb/version/2',
  '/v1/models/xgb/versions',
  '/v1/models/xgb/versions/:predict',
  '/v1/models/xgb/labels/a/labels/b',
  '/v1/models/xgb/metadata:predict',
  '/v1/models:predict',
  '/v2/models/xgb',
  '/x/v1/models',
  '/predictions/xgb',
])('%s is no route', path => {
  expect(matchV1Route(path)).toBeNull();
});

test('any names come back as they were encoded', () => {
  const name = fc.string({ minLength: 1, unit: seenCharacter }).filter(text => !['.', '..'].includes(text));
  fc.assert(
    fc.property(name, name, (model, version) => {
      const path = `/v1/models/${encodeURIComponent(model)}/versions/${encodeURIComponent(version)}:predict`;
      expect(matchV1Route(path)).toEqual({ kind: 'predict', target: { model, version, label: null } });
    }),
  );
});

test.each([
  ['/v1', true],
  ['/V1/x', true],
  ['/v1/models', true],
  ['/v10/models', false],
  ['/v2', false],
  ['/', false],
])('%s belongs to the protocol: %s', (path, is) => {
  expect(isV1Path(path)).toBe(is);
});
