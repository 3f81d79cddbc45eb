import { runInNewContext } from 'node:vm';
import request from 'supertest';
import { FLAT_VERSION, services } from './testing/local-service';
import { FIRST, modelFolders, readFixtureManifest, SECOND } from './testing/model-folders';
import { ROW } from '../../service-testing/packages/sample-rows';
import {
  descriptionOf,
  expectAsDescribed,
  operationsOf,
  resolved,
} from '../../service-testing/conformance/openapi-conformance';

const service = services.shared({ MODEL_ALIASES: 'ranker' });
const start = services.perTest();
const packages = modelFolders();

/** How the columns of tensors without names are read, and a label for the version that serves. */
const SORTED_AND_LABELLED = { V2_FEATURE_ORDER: 'sorted', MODEL_LABELS: `stable:${FIRST}` };

describe('GET /openapi.json', () => {
  test('is an OpenAPI 3.1 document of this service and the model that it serves', async () => {
    const description = await descriptionOf(service());
    expect(description.openapi).toMatch(/^3\.1\.\d+$/);
    expect(description.info).toMatchObject({ title: 'Reckit XGBoost Model Service', version: FLAT_VERSION });
    expect(description.tags.map(({ name }) => name)).toEqual([
      'Predictions',
      'KServe v1 and TensorFlow Serving',
      'Open Inference Protocol v2',
      'Operations',
    ]);
  });

  test('is well-formed: methods, tags, parameters of the path, responses, references', async () => {
    const description = await descriptionOf(service());
    const tags = description.tags.map(({ name }) => name);
    for (const [method, path, operation] of operationsOf(description)) {
      expect(['get', 'post']).toContain(method);
      expect([path, tags]).toEqual([path, expect.arrayContaining([...operation.tags])]);
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).filter(parameter => parameter.in === 'path');
      expect(declared.map(({ name, required }) => [name, required])).toEqual(
        inPath.map(name => [name, true]),
      );
      for (const parameter of operation.parameters ?? []) expect(parameter.schema).toHaveProperty('type');
      expect(Object.keys(operation.responses)).toContain('200');
      for (const [status, response] of Object.entries(operation.responses)) {
        expect(status).toMatch(/^[2-5]\d\d$/);
        expect(resolved(description, response).description).not.toBe('');
      }
    }
    for (const [, reference] of JSON.stringify(description).matchAll(/"\$ref":"([^"]+)"/g)) {
      const [root, ...keys] = reference.split('/');
      expect(root).toBe('#');
      expect(description).toHaveProperty(keys);
    }
  });

  test.each<[string, boolean, Readonly<Record<string, string>>]>([
    ['a flat directory', false, {}],
    ['a package', true, {}],
    ['a package with a label, whose columns are sorted', true, SORTED_AND_LABELLED],
  ])(
    'everything that it describes of %s is answered as it is described',
    async (_of, isPackage, environment) => {
      const running = await start({ ...environment, ...(isPackage && { MODEL_DIR: packages() }) });
      const others = [...(await expectAsDescribed(running))].filter(([asked, answered]) => {
        const isThere = !asked.includes('/labels/') || environment === SORTED_AND_LABELLED;
        return isThere && answered.some(status => status !== 200);
      });
      expect(others).toEqual([]);
    },
  );

  test('while nothing is loaded, every answer is one that it describes', async () => {
    const statuses = await expectAsDescribed(await start({ MODEL_DIR: '/nowhere' }, { loaded: false }));
    expect(statuses.get('post /predict')).toEqual([503, 503]);
    expect(statuses.get('get /v1/models/{model}')).toEqual([503]);
    expect(statuses.get('get /v2/health/ready')).toEqual([503]);
    expect(statuses.get('post /reload')).toEqual([404]);
  });

  test('the rows that it shows as an example are answered', async () => {
    const running = service();
    const { paths, components } = await descriptionOf(running);
    const { schema, examples = {} } =
      paths['/predictions/{model}']['post'].requestBody?.content['application/json'] ?? {};
    expect(Object.keys(examples)).toEqual(['objects', 'lists']);
    for (const { value } of Object.values(examples))
      await request(running.server).post('/predictions/xgb').send(Object(value)).expect(200);
    expect(schema).toMatchObject({
      properties: { data: { items: { $ref: '#/components/schemas/xgb.Row' } } },
    });
    expect(components.schemas['xgb.Row']).toMatchObject({
      oneOf: [
        { properties: { item_ctr: { type: ['number', 'null'], default: 0 } } },
        { type: 'array', minItems: 7, maxItems: 7 },
        { type: 'null' },
      ],
    });
  });

  test('the examples of a package of ours are made of its own rows, in the form of each protocol', async () => {
    const { paths } = await descriptionOf(await start({ MODEL_DIR: packages() }));
    const exampleOf = (path: string, name: string): object =>
      Object(paths[path]['post'].requestBody?.content['application/json'].examples?.[name].value);
    const { features_list: rows } = exampleOf('/predict', 'objects') as { features_list: object[] };
    const [sample] = (await readFixtureManifest(FIRST)).signatures[0].checks.rows as Record<string, number>[];
    expect(Object.keys(rows[0])).toEqual(Object.keys(sample));
    for (const [name, value] of Object.entries(rows[0])) {
      expect(Math.abs(value - sample[name])).toBeLessThanOrEqual(1e-3 * Math.abs(sample[name]));
    }
    const values = Object.values(rows[0]);
    const predict = '/v1/models/{model}:predict';
    expect(exampleOf(predict, 'instances')).toEqual({ instances: rows });
    expect(exampleOf(predict, 'inputs')).toEqual({
      inputs: Object.fromEntries(Object.entries(rows[0]).map(([name, value]) => [name, [value]])),
    });
    const infer = '/v2/models/{model}/infer';
    expect(exampleOf(infer, 'matrix')).toEqual({
      inputs: [{ name: 'input0', shape: [1, values.length], datatype: 'FP32', data: values }],
    });
    expect(exampleOf(infer, 'objects')).toEqual({
      inputs: [{ name: 'features', shape: [1], datatype: 'BYTES', data: [JSON.stringify(rows[0])] }],
    });
  });

  test('tells the features in a table', async () => {
    const { info } = await descriptionOf(service());
    const lines = info.description.split('\n').filter(line => line.startsWith('|'));
    expect(
      lines.slice(2).map(line => line.split(' | ')[0].replace('| ', '').replaceAll('&#95;', '_')),
    ).toEqual(Object.keys(ROW));
  });

  test('names the models served, and the keys where they are asked for', async () => {
    const { paths } = await descriptionOf(service());
    expect(paths['/predictions/{model}']['post'].parameters?.[0].schema).toEqual({
      type: 'string',
      enum: ['xgb', 'ranker'],
    });
    expect(JSON.stringify(paths)).not.toContain('"security"');
    const guarded = await start({ PREDICT_API_KEY: 'p-key', RELOAD_API_KEY: 'r-key' });
    const description = await descriptionOf(guarded);
    expect(description.components.securitySchemes).toEqual({
      apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      bearer: { type: 'http', scheme: 'bearer' },
      basic: expect.objectContaining({ type: 'http', scheme: 'basic' }),
    });
    const anyOfThem = [{ apiKey: [] }, { bearer: [] }, { basic: [] }];
    for (const [method, path, { security }] of operationsOf(description)) {
      expect([path, security]).toEqual([path, method === 'post' ? anyOfThem : undefined]);
    }
    expect(JSON.stringify(description)).not.toMatch(/[pr]-key/);
  });

  test('follows the model across a reload, and is there without one', async () => {
    const started = await start({ MODEL_DIR: packages() }, { loaded: false });
    expect((await descriptionOf(started)).info.version).toBe('no model');
    await started.load();
    await request(started.server).post('/reload').send({ version: SECOND }).expect(200);
    expect((await descriptionOf(started)).info.version).toBe(SECOND);
  });
});

/** What a page loads, as it is written there. */
function addressesOf(page: string): string[] {
  return [...page.matchAll(/(?:href="|src="|url: ')([^"']+)/g)].map(([, address]) => address);
}

/** Runs the first script of a page as a browser does that prefers the dark or not. */
function openedIn(page: string, address: string, dark = false): { address: string; classes: string[] } {
  const [, script] = /<script>([^]*?)<\/script>/.exec(page) ?? [];
  const opened = { address, classes: new Array<string>() };
  runInNewContext(script, {
    location: new URL(address),
    history: { replaceState: (_state: null, _title: string, to: string) => (opened.address = to) },
    matchMedia: () => ({ matches: dark, addEventListener: () => undefined }),
    document: {
      documentElement: {
        classList: {
          toggle: (name: string, on: boolean) => (opened.classes = on ? [name] : []),
        },
      },
    },
  });
  return opened;
}

describe('GET /docs', () => {
  test.each([
    ['http://local/docs', 'http://local/docs'],
    ['http://local/docs/', 'http://local/docs'],
    [
      'https://gate.way/models/xgb/docs?v=1/#/Predictions/',
      'https://gate.way/models/xgb/docs?v=1/#/Predictions/',
    ],
    [
      'https://gate.way/models/xgb/docs/?v=1/#/Predictions/',
      'https://gate.way/models/xgb/docs?v=1/#/Predictions/',
    ],
    ['https://gate.way/models/xgb/docs//#/', 'https://gate.way/models/xgb/docs#/'],
  ])('opened as %s it loads what lies beside it, whatever prefix a proxy strips', async (typed, address) => {
    const { server } = service();
    const prefix = new URL(address).pathname.replace(/\/docs$/, '');
    const { text } = await request(server)
      .get(new URL(typed).pathname.slice(prefix.length).replace('//', '/'))
      .expect(200);
    const opened = openedIn(text, typed);
    expect(opened.address).toBe(address);
    const files = addressesOf(text).map(file => new URL(file, opened.address).pathname);
    for (const file of files) {
      expect(file.slice(0, prefix.length + 1)).toBe(`${prefix}/`);
      await request(server).get(file.slice(prefix.length)).expect(200);
    }
    const description = new URL('openapi.json', opened.address).href;
    const [{ url }] = (await descriptionOf(service())).servers;
    expect(new URL(url, description).pathname).toBe(`${prefix}/`);
  });

  test('follows the light or dark setting of the reader', async () => {
    const { server } = service();
    const { text } = await request(server).get('/docs').expect(200);
    expect(openedIn(text, 'http://local/docs', true).classes).toEqual(['dark-mode']);
    expect(openedIn(text, 'http://local/docs', false).classes).toEqual([]);
    const style = await request(server).get('/docs/swagger-ui.css').expect(200);
    expect(style.text).toContain('html.dark-mode .swagger-ui{background:');
  });

  test('every file of the page comes from the service itself', async () => {
    const { server } = service();
    const page = await request(server)
      .get('/docs')
      .expect(200)
      .expect('Content-Type', 'text/html; charset=utf-8');
    expect(page.text).toContain('<title>Reckit XGBoost Model Service</title>');
    expect(page.text).not.toMatch(/https?:|"\/\//);
    const files = addressesOf(page.text);
    expect(files).toHaveLength(4);
    const types: Record<string, string> = { css: 'text/css', js: 'text/javascript', png: 'image/png' };
    for (const file of files) {
      const answer = await request(server).get(new URL(file, 'http://local/docs').pathname).expect(200);
      const extension = file.slice(file.lastIndexOf('.') + 1);
      expect(answer.headers['content-type']).toContain(types[extension] ?? 'application/json');
      expect(Number(answer.headers['content-length'])).toBeGreaterThan(500);
    }
  });

  test('the style sheet loads nothing from another host', async () => {
    const { text } = await request(service().server).get('/docs/swagger-ui.css').expect(200);
    const loaded = [...text.matchAll(/url\(["']?([^"')]{1,30})/g)].map(([, target]) => target);
    expect(loaded).not.toHaveLength(0);
    expect(loaded.filter(target => !target.startsWith('data:'))).toEqual([]);
    expect(text.includes('@import')).toBe(false);
  });

  test('the page asks no other host to check the description', async () => {
    const { text } = await request(service().server).get('/docs');
    expect(text).toContain('validatorUrl: null');
  });

  test.each([
    'index.html',
    'swagger-initializer.js',
    'package.json',
    'swagger-ui-bundle.js.map',
    'oauth2-redirect.html',
  ])("the package's own %s is not served", async name => {
    await request(service().server).get(`/docs/${name}`).expect(404);
  });

  test('a browser keeps the files and asks only whether they have changed', async () => {
    const { server } = service();
    const first = await request(server).get('/docs/swagger-ui.css').expect(200);
    expect(first.headers['cache-control']).toContain('max-age=3600');
    await request(server).get('/docs/swagger-ui.css').set('If-None-Match', first.headers['etag']).expect(304);
    await request(server).get('/docs/swagger-ui.css').set('Range', 'bytes=99999999-').expect(200);
  });
});
