import { modelListBody, modelStatusBody } from './model-status';

test('the status of a model has the keys of both clients', () => {
  expect(modelStatusBody('xgb', true, [{ version: '20261125_031634', state: 'AVAILABLE' }])).toEqual({
    name: 'xgb',
    ready: true,
    model_version_status: [
      { version: '20261125_031634', state: 'AVAILABLE', status: { error_code: 'OK', error_message: '' } },
    ],
  });
});

test('a version that could not be loaded says why', () => {
  expect(
    modelStatusBody('xgb', false, [{ version: 'v2', state: 'END', error: 'It has no model.onnx.' }]),
  ).toEqual({
    name: 'xgb',
    ready: false,
    model_version_status: [
      {
        version: 'v2',
        state: 'END',
        status: { error_code: 'UNKNOWN', error_message: 'It has no model.onnx.' },
      },
    ],
  });
});

test('the models of a process are listed by their names', () => {
  expect(modelListBody(['xgb', 'mmoe'])).toEqual({ models: ['xgb', 'mmoe'] });
});
