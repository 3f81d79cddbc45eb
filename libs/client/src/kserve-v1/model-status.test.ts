import { UnexpectedAnswer } from '../errors';
import { modelStatusOf } from './model-status';

const AVAILABLE = { version: '1', state: 'AVAILABLE', status: { error_code: 'OK', error_message: '' } };
const LOADING = { version: '2', state: 'LOADING' };
const versions = (...states: readonly string[]): object[] =>
  states.map((state, i) => ({ version: String(i + 1), state }));

test.each<[string, object, boolean, readonly object[]]>([
  [
    'these services',
    { name: 'm', ready: true, model_version_status: [AVAILABLE] },
    true,
    versions('AVAILABLE'),
  ],
  ['KServe', { name: 'm', ready: false }, false, []],
  ['an older KServe', { name: 'm', ready: 'True' }, true, []],
  [
    'TensorFlow Serving',
    { model_version_status: [AVAILABLE, LOADING] },
    true,
    versions('AVAILABLE', 'LOADING'),
  ],
  [
    'one of it that loads',
    { model_version_status: [{ ...LOADING, version: '1' }] },
    false,
    versions('LOADING'),
  ],
])('what %s says', (_server, body, isReady, expected) => {
  expect(modelStatusOf({ ...body })).toEqual({ isReady, versions: expected });
});

test.each([
  [{ model_version_status: {} }, 'Expected a list as model_version_status, got an object.'],
  [{ model_version_status: [{ version: 1 }] }, 'Expected a text as model_version_status[0].version, got 1.'],
])('%j is no status', (body, message) => {
  expect(() => modelStatusOf(body)).toThrow(UnexpectedAnswer);
  expect(() => modelStatusOf(body)).toThrow(message);
});
