import { definitionOf } from '../../../testing/definition-of';
import { readConfig } from '../../lifecycle/config';
import { createLogger } from '../../lifecycle/logger';
import { HttpProtocols } from '../../protocols/http-protocols';
import { V1_PATHS } from '../../protocols/kserve-v1/v1-route';
import { ServiceState, type ServedModels } from '../../service-state';
import { DOCS_ASSETS } from '../docs-assets';
import { createOperations } from '../operations';
import { openApiOf } from './openapi';
import type { Paths } from './schema-parts';

const TOWERS = {
  ...definitionOf('two_tower', { user_tower: 'user', item_tower: 'item' }),
  endpoints: [
    { path: '/user_embedding', calls: 'user_tower', answer: { kind: 'embedding', key: 'user_embedding' } },
    { path: '/recall', calls: 'item_tower', answer: { kind: 'neighbours' } },
  ],
} as const;

/** What clients get 501 for. */
const REFUSED_VERBS: readonly string[] = ['classify', 'regress', 'explain'];

describe.each<[string, ServedModels]>([
  ['one model', { title: '', definitions: [definitionOf('xgb')] }],
  ['a model with several names and paths of its own', { title: '', definitions: [TOWERS] }],
  ['several models', { title: '', definitions: [definitionOf('xgb'), TOWERS], isUnified: true }],
])('of %s', (_title, served) => {
  const config = readConfig({ LOG_LEVEL: 'error' }, 0);
  const state = new ServiceState(served, config, createLogger('', config));
  const protocols = new HttpProtocols(state);
  const names = state.models.ownNames;
  const described = openApiOf(state)['paths'] as Paths;

  test('every path that is routed is described, and every path that is described is routed', () => {
    const routed = new Set([...expressPaths(), ...v1Paths()]);
    // Without a name it means the only model; where it means none it is answered by 404.
    if (state.models.find(null) === null) routed.delete('/predict');
    expect([...new Set(Object.keys(described).map(withoutNames))].sort()).toEqual([...routed].sort());
  });

  test('what is not in the table of routes of Express, is in a table of its own', () => {
    const others = createOperations(state, protocols).router.stack.filter(({ route }) => !route);
    // KServe v1, whose paths are in V1_PATHS; what is not there; errors. Whoever adds a protocol that routes by itself
    // adds its paths here, and describes them.
    expect(others).toHaveLength(3);
  });

  test('every POST of a path that is described is a prediction or has a route', () => {
    const isPrediction = (path: string): boolean => {
      const url = path.replace('{model}', names[0]).replace(/\{\w+\}/, 'v1');
      return protocols.match(Object.assign(Object.create(null), { url, headers: {} })) !== null;
    };
    const posts = Object.keys(described).filter(path => 'post' in described[path]);
    const others = posts.filter(path => !isPrediction(path));
    expect(others.sort()).toEqual([
      '/reload',
      '/v2/repository/index',
      '/v2/repository/models/{model}/load',
      '/v2/repository/models/{model}/unload',
    ]);
  });

  test('every model is described in every protocol, by its name', () => {
    const segments = served.isUnified === true || names.length > 1 ? names : ['{model}'];
    for (const segment of segments) {
      for (const path of [
        `/predictions/${segment}`,
        `/v1/models/${segment}:predict`,
        `/v2/models/${segment}/infer`,
      ])
        expect(described).toHaveProperty([path, 'post']);
    }
  });

  function expressPaths(): readonly string[] {
    const { stack } = createOperations(state, protocols).router;
    return stack
      .flatMap(({ route }) => (route ? [route.path].flat() : []))
      .flatMap(withOptionalParts)
      .map(path => path.replace(':name', '{model}').replace(/:(\w+)/g, '{$1}'))
      .map(path => (isAsset(path) ? '/docs/{file}' : path));
  }

  /** `/predictions/xgb` as `/predictions/{model}`. */
  function withoutNames(path: string): string {
    return path
      .split(/(?=[/:])/)
      .map(part => (names.includes(part.slice(1)) ? '/{model}' : part))
      .join('');
  }
});

function v1Paths(): readonly string[] {
  return V1_PATHS.filter(({ kind }) => !REFUSED_VERBS.includes(kind)).map(({ path }) => path);
}

/** `/a{/b}` as `/a` and `/a/b`. */
function withOptionalParts(path: string): readonly string[] {
  const optional = /\{([^}]*)\}/;
  return optional.test(path) ? [path.replace(optional, ''), path.replace(optional, '$1')] : [path];
}

function isAsset(path: string): boolean {
  return Object.keys(DOCS_ASSETS).some(name => path === `/docs/${name}`);
}
