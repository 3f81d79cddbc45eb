import { definitionOf } from '../../testing/definition-of';
import { readConfig } from './config';
import { BadConfig } from './environment-reader';
import { servedModels, type ModelChoice } from './model-settings';

const XGB = definitionOf('xgb');
const TOWERS = definitionOf('two_tower', { user_tower: 'user', item_tower: 'item' });
const UNIFIED: ModelChoice = { definitions: [XGB, definitionOf('deepfm'), TOWERS], enabled: ['xgb'] };
const SINGLE: ModelChoice = { definitions: [XGB], enabled: null };
const SEVERAL = { ENABLED_MODELS: 'xgb,deepfm' };

function problemOf(environment: Record<string, string>, choice = UNIFIED): string {
  try {
    readConfig(environment, 0, choice);
  } catch (error) {
    expect(error).toBeInstanceOf(BadConfig);
    return (error as Error).message;
  }
  throw new Error('Nothing is wrong with it.');
}

describe('ENABLED_MODELS', () => {
  test.each([
    [undefined, ['xgb']],
    ['', ['xgb']],
    [' , ', ['xgb']],
    ['deepfm', ['deepfm']],
    [' deepfm , xgb,,', ['deepfm', 'xgb']],
    ['two_tower', ['two_tower']],
    ['all', ['xgb', 'deepfm', 'two_tower']],
    // Names that clients call mean their model, once.
    ['item_tower,xgb,user_tower', ['two_tower', 'xgb']],
  ])('%j enables %j', (text, names) => {
    const config = readConfig({ ENABLED_MODELS: text }, 0, UNIFIED);
    expect(config.enabledModels).toEqual(names);
    const served = servedModels('All', UNIFIED, config);
    expect(served).toMatchObject({ title: 'All', isUnified: true });
    expect(served.definitions.map(({ name }) => name)).toEqual(names);
  });

  test.each([
    ['xgb,nope', 'ENABLED_MODELS names "nope", which is no model; there is xgb, deepfm, two_tower'],
    ['all,xgb', 'ENABLED_MODELS names "all", which is no model; there is xgb, deepfm, two_tower'],
    ['XGB', 'ENABLED_MODELS names "XGB", which is no model; there is xgb, deepfm, two_tower'],
    ['__proto__', 'ENABLED_MODELS names "__proto__", which is no model; there is xgb, deepfm, two_tower'],
    ['xgb,deepfm,xgb', 'ENABLED_MODELS names "xgb" twice'],
    [
      'xgb\u001b[2J',
      'ENABLED_MODELS names "xgb\\u001b[2J", which is no model; there is xgb, deepfm, two_tower',
    ],
  ])('%j is refused', (text, problem) => {
    expect(problemOf({ ENABLED_MODELS: text })).toBe(`Configuration: ${problem}.`);
  });

  test('a service of one model does not read it, nor ALLOW_PARTIAL', () => {
    const config = readConfig({ ENABLED_MODELS: 'deepfm', ALLOW_PARTIAL: 'maybe' }, 0, SINGLE);
    expect(config).toMatchObject({ enabledModels: ['xgb'], allowPartial: false });
    expect(servedModels('One', SINGLE, config)).toEqual({
      title: 'One',
      definitions: [XGB],
      isUnified: false,
    });
  });
});

test.each([
  ['true', true],
  ['TRUE', true],
  ['1', true],
  ['false', false],
  ['0', false],
  ['', false],
])('ALLOW_PARTIAL=%s is %s', (text, allowPartial) => {
  expect(readConfig({ ALLOW_PARTIAL: text }, 0, UNIFIED)).toMatchObject({ allowPartial });
});

describe('MODEL_VERSION', () => {
  test.each([
    [SINGLE, 'v1', [{ model: 'xgb', value: 'v1' }]],
    [SINGLE, 'xgb/v1', [{ model: 'xgb', value: 'v1' }]],
    // What is no name of a version is refused when it is looked for, with the versions that there are.
    [SINGLE, 'v1,v2', [{ model: 'xgb', value: 'v1,v2' }]],
    [UNIFIED, 'v1', [{ model: 'xgb', value: 'v1' }]],
  ])('of one model, %#: %s', (choice, text, versions) => {
    expect(readConfig({ MODEL_VERSION: text }, 0, choice).modelVersion).toEqual(versions);
  });

  test.each([
    ['deepfm/v2', [{ model: 'deepfm', value: 'v2' }]],
    [
      ' deepfm/v2 ,, xgb/v1',
      [
        { model: 'deepfm', value: 'v2' },
        { model: 'xgb', value: 'v1' },
      ],
    ],
  ])('of several, %s', (text, versions) => {
    expect(readConfig({ ...SEVERAL, MODEL_VERSION: text }, 0, UNIFIED).modelVersion).toEqual(versions);
  });

  test.each([
    ['v1', 'must say of which model "v1" is a version, as xgb/v1'],
    ['xgb/v1,v2', 'must say of which model "v2" is a version, as xgb/v1'],
    ['two_tower/v1', 'names the model "two_tower", which is not served; there is xgb, deepfm'],
    ['/v1', 'names the model "", which is not served; there is xgb, deepfm'],
    ['xgb/', 'names no version of xgb'],
    ['xgb/v1,xgb/v2', 'names two versions of xgb'],
  ])('of several, %s is refused', (text, problem) => {
    const message = problemOf({ ...SEVERAL, MODEL_VERSION: text });
    expect(message).toBe(`Configuration: MODEL_VERSION ${problem}.`);
  });
});

describe('MODEL_ALIASES', () => {
  test.each([
    [SINGLE, 'a, b=xgb,xgb', { a: 'xgb', b: 'xgb' }],
    [UNIFIED, 'a', { a: 'xgb' }],
  ])('of one model, %#: %s', (choice, text, aliases) => {
    const { modelAliases } = readConfig({ MODEL_ALIASES: text }, 0, choice);
    expect(Object.fromEntries(modelAliases.map(({ alias, name }) => [alias, name]))).toEqual(aliases);
  });

  test('of several', () => {
    const environment = { ENABLED_MODELS: 'xgb,two_tower', MODEL_ALIASES: ' a = xgb ,b=user_tower,a=xgb' };
    expect(readConfig(environment, 0, UNIFIED).modelAliases).toEqual([
      { alias: 'a', name: 'xgb' },
      { alias: 'b', name: 'user_tower' },
    ]);
  });

  test.each([
    ['ranker', 'must say for which model "ranker" stands, as alias=xgb'],
    ['ranker=two_tower', 'names the model "two_tower", which is not served; there is xgb, deepfm'],
    ['ranker=', 'names the model "", which is not served; there is xgb, deepfm'],
    ['=xgb', 'has an empty alias of xgb'],
    ['a=xgb,a=deepfm', 'lets "a" stand for xgb and for deepfm'],
    ['deepfm=xgb', 'lets "deepfm" stand for deepfm and for xgb'],
  ])('of several, %s is refused', (text, problem) => {
    const message = problemOf({ ...SEVERAL, MODEL_ALIASES: text });
    expect(message).toBe(`Configuration: MODEL_ALIASES ${problem}.`);
  });
});

test('one message names all that is wrong, be it of models or not', () => {
  expect(problemOf({ ENABLED_MODELS: 'xgb,x', MODEL_VERSION: 'deepfm/v1', PORT: '-' })).toBe(
    'Configuration: PORT must be a whole number from 0 to 65535, not "-"; ' +
      'ENABLED_MODELS names "x", which is no model; there is xgb, deepfm, two_tower; ' +
      'MODEL_VERSION names the model "deepfm", which is not served; there is xgb.',
  );
});
