import { serviceUrls, versionsInMetrics } from './loaded-versions';

test('the addresses of a deployment are known, however they are written', () => {
  const flags = [
    '--service-url',
    'http://a:1, http://b:2',
    '--reload-timeout',
    '9',
    '--service-url=http://c:3',
  ];
  expect(serviceUrls(flags)).toEqual(['http://a:1', 'http://b:2', 'http://c:3']);
});

test('a service says which versions of a model it has loaded, and which one it is to load', () => {
  const metrics = [
    '# TYPE model_loaded_version_info gauge',
    'model_loaded_version_info{model="xgb",version="v2"} 1',
    'model_loaded_version_info{model="xgb",version="v1"} 0',
    'model_loaded_version_info{model="deepfm",version="v7"} 1',
    'model_wanted_version_info{model="xgb",version="v3"} 1',
    'model_version_predictions_total{model="xgb",version="v0"} 5',
  ].join('\n');
  expect(versionsInMetrics(metrics, 'xgb')).toEqual(['v2', 'v3']);
  expect(versionsInMetrics('model_loaded_version_info{version="v9"} 1', 'xgb')).toEqual(['v9']);
});
