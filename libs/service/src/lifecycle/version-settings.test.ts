import { readConfig } from './config';
import { EnvironmentReader } from './environment-reader';
import { readVersionSettings, type VersionSettings } from './version-settings';

function read(environment: Record<string, string>, models: readonly string[] = ['xgb']): VersionSettings {
  const env = new EnvironmentReader(environment);
  const settings = readVersionSettings(env, models);
  env.assertGood();
  return settings;
}

function problemsOf(environment: Record<string, string>, models?: readonly string[]): string {
  try {
    read(environment, models);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'none';
}

describe('one model', () => {
  test('need not be named, and may be', () => {
    const named = read({
      MODEL_VERSIONS: 'xgb/v1,xgb/all:2',
      MODEL_LABELS: 'xgb/canary:v2',
      MODEL_SHARE: 'xgb/canary:5',
      MODEL_SHADOW: 'xgb/v3',
    });
    expect(named).toEqual(
      read({
        MODEL_VERSIONS: 'v1,all:2',
        MODEL_LABELS: 'canary:v2',
        MODEL_SHARE: 'canary:5',
        MODEL_SHADOW: 'v3',
      }),
    );
    expect(named.modelLabels).toEqual([{ model: null, label: 'canary', version: 'v2' }]);
  });

  test('is no other one', () => {
    expect(problemsOf({ MODEL_VERSIONS: 'deepfm/v1' })).toBe(
      'Configuration: MODEL_VERSIONS names the model "deepfm"; this process serves xgb.',
    );
  });
});

describe('several models', () => {
  const MODELS = ['xgb', 'deepfm'];

  test('have to be named', () => {
    const { modelVersions, modelLabels } = read(
      { MODEL_VERSIONS: 'xgb/v1, deepfm/all:3', MODEL_LABELS: 'xgb/canary:v2,deepfm/canary:v9' },
      MODELS,
    );
    expect(modelVersions).toEqual([
      { model: 'xgb', kind: 'version', version: 'v1' },
      { model: 'deepfm', kind: 'newest', count: 3 },
    ]);
    expect(modelLabels).toEqual([
      { model: 'xgb', label: 'canary', version: 'v2' },
      { model: 'deepfm', label: 'canary', version: 'v9' },
    ]);
    expect(problemsOf({ MODEL_VERSIONS: 'v1', MODEL_SHADOW: 'v2' }, MODELS)).toBe(
      'Configuration: MODEL_VERSIONS must say of which model: this process serves several, so write xgb/…; ' +
        'MODEL_SHADOW must say of which model: this process serves several, so write xgb/….',
    );
  });

  test('have labels, shares and shadows of their own', () => {
    const environment = {
      MODEL_LABELS: 'xgb/canary:v2,deepfm/canary:v2',
      MODEL_SHARE: 'xgb/canary:60,deepfm/canary:60',
      MODEL_SHADOW: 'xgb/v3,deepfm/v3',
    };
    expect(problemsOf(environment, MODELS)).toBe('none');
    expect(problemsOf({ ...environment, MODEL_SHADOW: 'xgb/v3,xgb/v4' }, MODELS)).toBe(
      'Configuration: MODEL_SHADOW must be one version for "xgb", not 2.',
    );
  });
});

test.each(['0', '100', '33.3,b:33.3,c:33.4', '0.001'])('a share may be %s percent', percent => {
  const labels = 'a:v1,b:v2,c:v3';
  expect(problemsOf({ MODEL_LABELS: labels, MODEL_SHARE: `a:${percent}` })).toBe('none');
});

test.each([
  [{ MODEL_VERSIONS: 'v1,v 2' }, 'MODEL_VERSIONS must be versions, or all:n, separated by commas, not "v 2"'],
  [
    { MODEL_VERSIONS: 'all:0' },
    'MODEL_VERSIONS must be versions, or all:n, separated by commas, not "all:0"',
  ],
  [{ MODEL_VERSIONS: 'all:' }, 'MODEL_VERSIONS must be versions, or all:n, separated by commas, not "all:"'],
  [
    { MODEL_VERSIONS: 'all:101' },
    'MODEL_VERSIONS must be versions, or all:n, separated by commas, not "all:101"',
  ],
  [{ MODEL_LABELS: 'stable' }, 'MODEL_LABELS must be label:version, separated by commas, not "stable"'],
  [{ MODEL_LABELS: 'a:v1:v2' }, 'MODEL_LABELS must be label:version, separated by commas, not "a:v1:v2"'],
  [{ MODEL_LABELS: 'a:v1,a:v2' }, 'MODEL_LABELS has the label "a" twice'],
  [
    { MODEL_LABELS: 'a:v1', MODEL_SHARE: 'a:5%' },
    'MODEL_SHARE must be label:percent, separated by commas, not "a:5%"',
  ],
  [
    { MODEL_LABELS: 'a:v1', MODEL_SHARE: 'a:-5' },
    'MODEL_SHARE must be label:percent, separated by commas, not "a:-5"',
  ],
  [
    { MODEL_LABELS: 'a:v1', MODEL_SHARE: 'a:100.5' },
    'MODEL_SHARE must be label:percent, separated by commas, not "a:100.5"',
  ],
  [{ MODEL_SHARE: 'a:5' }, 'MODEL_SHARE names the label "a", which MODEL_LABELS does not have'],
  [{ MODEL_LABELS: 'a:v1', MODEL_SHARE: 'a:1,a:2' }, 'MODEL_SHARE has the label "a" twice'],
  [
    { MODEL_LABELS: 'a:v1,b:v2', MODEL_SHARE: 'a:60,b:40.01' },
    'MODEL_SHARE shares out 100.01 percent, more than 100',
  ],
  [{ SHARE_KEY_HEADER: 'x user' }, 'SHARE_KEY_HEADER must be the name of a header, not "x user"'],
  [{ MODEL_SHADOW: 'v1,v2' }, 'MODEL_SHADOW must be one version, not 2'],
])('%j is refused', (environment, problem) => {
  expect(problemsOf(environment)).toBe(`Configuration: ${problem}.`);
});

test('one message names every wrong variable, those of versions among them', () => {
  const environment = {
    PORT: 'x',
    MODEL_VERSIONS: '/',
    MODEL_LABELS: ':',
    SHARE_KEY_HEADER: ':',
    MAX_INFLIGHT: '0',
  };
  expect(() => readConfig(environment, 8080)).toThrow(
    /PORT must be .*MODEL_VERSIONS must be .*MODEL_LABELS must be .*SHARE_KEY_HEADER must be .*MAX_INFLIGHT/,
  );
});
