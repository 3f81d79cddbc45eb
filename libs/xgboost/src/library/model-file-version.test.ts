import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { NotAModel } from '../errors';
import { modelFileVersion } from './model-file-version';

test.each([
  ['stump/stump-2.1.4.json', [2, 1, 4]],
  ['stump/stump-2.1.4.ubj', [2, 1, 4]],
  ['stump/stump-3.2.0.json', [3, 2, 0]],
  ['stump/stump-3.2.0.ubj', [3, 2, 0]],
  ['python-1.7.4/xgb_model.json', [1, 7, 4]],
])('%s', (name, version) => {
  expect(modelFileVersion(readFileSync(join(__dirname, '../../fixtures', name)))).toEqual(version);
});

test('is found with the keys in another order, with spaces, and beside a feature of that name', () => {
  const text = '{ "version" : [ 3, 1 , 0 ], "learner": {"feature_names": ["version", "[9,9,9]"], "x": NaN}}';
  expect(modelFileVersion(Buffer.from(text))).toEqual([3, 1, 0]);
});

test('any other bytes are no model, and never a crash', () =>
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ maxLength: 3 }), (noise, tail) => {
      const bytes = Buffer.concat([noise, Buffer.from('version['), tail]);
      expect(() => modelFileVersion(bytes)).toThrow(NotAModel);
    }),
  ));
