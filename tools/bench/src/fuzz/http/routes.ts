import type { Dice } from '../dice';
import { MODELS, type SampledModel } from '../sample-rows';
import {
  anyBody,
  inferBody,
  predictBody,
  predictionsBody,
  reloadBody,
  repositoryBody,
  v1Body,
  type BodyMaker,
} from './bodies';

/** A route of the unified service, or one that looks like it. */
export interface FuzzedRoute {
  /** As the counts name it. */
  readonly name: string;
  readonly weight: number;
  readonly method: 'GET' | 'POST';
  path(dice: Dice, model: SampledModel): string;
  /** What a POST is sent. */
  readonly body: BodyMaker;
}

const OTHER_MODELS = [
  'XGB',
  'ranker',
  'nobody',
  '',
  '..',
  '%2e%2e',
  '__proto__',
  'constructor',
  '%00',
  '%zz',
  'xgb%2Fv1',
  'x'.repeat(3_000),
  'xgb;v1',
  'xgb ',
  '\u00ff\u00fe',
];
const VERSIONS = [
  'v1',
  'v1',
  'v1',
  'v2',
  'v2',
  'v9',
  'latest',
  '1',
  '',
  '..',
  '%2e',
  'v1%00',
  'x'.repeat(300),
];
const LABELS = ['stable', 'canary', 'nope', '', '__proto__'];
const UNKNOWN_PATHS = [
  '/shutdown',
  '/admin',
  '/quit',
  '/models',
  '/models/xgb',
  '/v1',
  '/v3/models',
  '/v2/repository/models/xgb/delete',
  '/v2/systemsharedmemory/status',
  '/v2/trace/setting',
  '/v2/models/xgb/generate',
  '/v1/models/xgb:shutdown',
  '/../../etc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '//',
  '/docs/../metrics',
  '/docs/nothing.js',
  '/predictions',
  '/favicon.ico',
  '*',
  '',
  'http://elsewhere/ready',
  'predictions/xgb',
];
const OPERATIONS = ['/', '/ping', '/health', '/live', '/ready', '/v2', '/v2/health/live', '/v2/health/ready'];
const DESCRIPTIONS = [
  '/docs',
  '/docs/swagger-ui.css',
  '/docs/swagger-ui-bundle.js',
  '/openapi.json',
  '/metrics',
];

/** Every route that there is, as often as it is worth a try. */
export const ROUTES: readonly FuzzedRoute[] = [
  post('/predictions/{model}', 22, (dice, model) => `/predictions/${modelOf(dice, model)}`, predictionsBody),
  post(
    '/predictions/{model}/{version}',
    5,
    (dice, model) => `/predictions/${modelOf(dice, model)}/${dice.pick(VERSIONS)}`,
    predictionsBody,
  ),
  post('/predict', 2, () => '/predict', predictBody),
  post('/v1/models/{model}:predict', 14, (dice, model) => `${v1Target(dice, model)}:predict`, v1Body),
  post(
    '/v1/models/{model}:{other}',
    2,
    (dice, model) => `${v1Target(dice, model)}:${dice.pick(['classify', 'regress', 'explain', '', 'x'])}`,
    v1Body,
  ),
  get('/v1/models', 1, () => '/v1/models'),
  get('/v1/models/{model}', 2, (dice, model) => v1Target(dice, model)),
  get('/v1/models/{model}/metadata', 2, (dice, model) => `${v1Target(dice, model)}/metadata`),
  post('/v2/models/{model}/infer', 26, (dice, model) => `${v2Target(dice, model)}/infer`, inferBody),
  get(
    '/v2/models/{model}',
    4,
    (dice, model) => v2Target(dice, model) + dice.pick(['', '/ready', '/config', '/stats']),
  ),
  get('/v2/models/stats', 0.5, () => '/v2/models/stats'),
  post('/v2/repository/index', 1.5, () => '/v2/repository/index', repositoryBody),
  post(
    '/v2/repository/models/{model}/load',
    0.05,
    (dice, model) => `/v2/repository/models/${modelOf(dice, model)}/load`,
    repositoryBody,
  ),
  post(
    '/v2/repository/models/{model}/unload',
    0.02,
    (dice, model) => `/v2/repository/models/${modelOf(dice, model)}/unload`,
    repositoryBody,
  ),
  post('/reload', 0.2, () => '/reload', reloadBody),
  get('operations', 4, dice => dice.pick(OPERATIONS)),
  get('descriptions', 1, dice => dice.pick(DESCRIPTIONS)),
  post('paths that there are not', 4, dice => dice.pick(UNKNOWN_PATHS), anyBody),
];

function post(name: string, weight: number, path: FuzzedRoute['path'], body: BodyMaker): FuzzedRoute {
  return { name, weight, method: 'POST', path, body };
}

function get(name: string, weight: number, path: FuzzedRoute['path']): FuzzedRoute {
  return { name, weight, method: 'GET', path, body: anyBody };
}

function modelOf(dice: Dice, model: SampledModel): string {
  return dice.chance(0.92) ? model.name : dice.pick([...OTHER_MODELS, ...MODELS.map(({ name }) => name)]);
}

function v1Target(dice: Dice, model: SampledModel): string {
  const version = dice.chance(0.12) ? `/versions/${dice.pick(VERSIONS)}` : '';
  const label = dice.chance(0.1) ? `/labels/${dice.pick(LABELS)}` : '';
  return `/v1/models/${modelOf(dice, model)}${version}${label}`;
}

function v2Target(dice: Dice, model: SampledModel): string {
  const version = dice.chance(0.12) ? `/versions/${dice.pick(VERSIONS)}` : '';
  return `/v2/models/${modelOf(dice, model)}${version}`;
}
