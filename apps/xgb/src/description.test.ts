import { runInNewContext } from 'node:vm';
import request from 'supertest';
import { FLAT_VERSION, services } from './testing/local-service';
import { FIRST, modelFolders, readFixtureManifest, SECOND } from './testing/model-folders';
import { ROW } from '../../service-testing/sample-rows';

const service = services.shared({ MODEL_ALIASES: 'ranker' });
const start = services.perTest();
const packages = modelFolders();

interface Operation {
  readonly parameters?: readonly { name: string; in: string; required: boolean; schema: object }[];
  readonly requestBody?: { content: Record<string, { schema: Record<string, unknown> }> };
  readonly responses: Record<string, { description: string; content: Record<string, { schema: object }> }>;
  readonly security?: readonly Record<string, unknown>[];
}

interface Description {
  readonly openapi: string;
  readonly info: { title: string; version: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { securitySchemes: object; schemas: Record<string, object> };
}

async function describedBy(server: ReturnType<typeof service>['server']): Promise<Description> {
  return (await request(server).get('/openapi.json').expect(200).expect('Content-Type', 'application/json'))
    .body;
}

function operationsOf({ paths }: Description): [path: string, method: string, operation: Operation][] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, string, Operation] => [
      path,
      method,
      operation,
    ]),
  );
}

describe('GET /openapi.json', () => {
  test('is an OpenAPI 3.1 document of this service and the model that it serves', async () => {
    const description = await describedBy(service().server);
    expect(Object.keys(description).sort()).toEqual(['components', 'info', 'openapi', 'paths', 'servers']);
    expect(description.openapi).toMatch(/^3\.1\.\d+$/);
    expect(description.info).toEqual({ title: 'Reckit XGBoost Model Service', version: FLAT_VERSION });
    expect(Object.keys(description.paths).sort()).toEqual([
      '/',
      '/health',
      '/live',
      '/metrics',
      '/ping',
      '/predict',
      '/predictions/{model}',
      '/predictions/{model}/{version}',
      '/ready',
      '/reload',
    ]);
  });

  test('is well-formed: methods, parameters of the path, responses, references', async () => {
    const description = await describedBy(service().server);
    for (const [path, method, operation] of operationsOf(description)) {
      expect(['get', 'post']).toContain(method);
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).filter(parameter => parameter.in === 'path');
      expect(declared.map(({ name, required }) => [name, required])).toEqual(
        inPath.map(name => [name, true]),
      );
      for (const parameter of operation.parameters ?? []) expect(parameter.schema).toHaveProperty('type');
      expect(Object.keys(operation.responses)).toContain('200');
      for (const [status, { description: words, content }] of Object.entries(operation.responses)) {
        expect(status).toMatch(/^[2-5]\d\d$/);
        expect(words).not.toBe('');
        for (const { schema } of Object.values(content)) expect(schema).toEqual(expect.any(Object));
      }
    }
    for (const [, reference] of JSON.stringify(description).matchAll(/"\$ref":"([^"]+)"/g)) {
      const [root, ...keys] = reference.split('/');
      expect(root).toBe('#');
      expect(description).toHaveProperty(keys);
    }
  });

  test('every path that it describes is answered, in the form that it describes', async () => {
    const { server } = service();
    const answers: Record<string, unknown> = {
      '/predictions/{model}': { data: [ROW] },
      '/predictions/{model}/{version}': { data: [Object.values(ROW)] },
      '/predict': { features_list: [ROW] },
    };
    for (const [path, method, { responses }] of operationsOf(await describedBy(server))) {
      const target = path.replace('{model}', 'ranker').replace('{version}', FLAT_VERSION);
      const answer =
        method === 'get'
          ? await request(server).get(target)
          : await request(server)
              .post(target)
              .send(answers[path] ?? {});
      expect({ path, status: answer.status }).toEqual({ path, status: 200 });
      const [[type, { schema }]] = Object.entries(responses['200'].content);
      expect(answer.headers['content-type']).toContain(type);
      if ('properties' in schema) {
        expect(Object.keys(answer.body).sort()).toEqual(Object.keys(schema.properties as object).sort());
      }
    }
  });

  test('the rows that it shows as an example are answered', async () => {
    const { server } = service();
    const { paths } = await describedBy(server);
    const schema = paths['/predictions/{model}']['post'].requestBody?.content['application/json'].schema;
    const { data } = schema?.['properties'] as { data: { example: unknown[]; items: { oneOf: object[] } } };
    expect(Object.keys(data.example[0] as object)).toEqual(Object.keys(ROW));
    await request(server).post('/predictions/xgb').send({ data: data.example }).expect(200);
    const [object, array] = data.items.oneOf;
    expect(object).toMatchObject({
      properties: { item_ctr: { type: ['number', 'null'], default: 0 } },
    });
    expect(array).toMatchObject({ type: 'array', minItems: 7, maxItems: 7 });
  });

  test('the example of a package of ours is made of its own rows', async () => {
    const { server } = await start({ MODEL_DIR: packages() });
    const { paths } = await describedBy(server);
    const schema = paths['/predict']['post'].requestBody?.content['application/json'].schema;
    const { features_list: rows } = schema?.['properties'] as { features_list: { example: object[] } };
    const [sample] = (await readFixtureManifest(FIRST)).signatures[0].checks.rows as Record<string, number>[];
    expect(Object.keys(rows.example[0])).toEqual(Object.keys(sample));
    for (const [name, value] of Object.entries(rows.example[0])) {
      expect(Math.abs(value - sample[name])).toBeLessThanOrEqual(1e-3 * Math.abs(sample[name]));
    }
  });

  test('errors have the body that it describes', async () => {
    const { server } = service();
    const { components } = await describedBy(server);
    const { body } = await request(server).post('/predict').expect(400);
    expect(Object.keys(body).sort()).toEqual(
      [...(components.schemas['Error'] as { required: string[] }).required].sort(),
    );
  });

  test('names the models served, and the keys where they are asked for', async () => {
    const { paths } = await describedBy(service().server);
    expect(paths['/predictions/{model}']['post'].parameters?.[0].schema).toEqual({
      type: 'string',
      enum: ['xgb', 'ranker'],
    });
    expect(JSON.stringify(paths)).not.toContain('"security"');
    const guarded = await start({ PREDICT_API_KEY: 'p-key', RELOAD_API_KEY: 'r-key' });
    const description = await describedBy(guarded.server);
    expect(description.components.securitySchemes).toEqual({
      apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      bearer: { type: 'http', scheme: 'bearer' },
      basic: expect.objectContaining({ type: 'http', scheme: 'basic' }),
    });
    const anyOfThem = [{ apiKey: [] }, { bearer: [] }, { basic: [] }];
    for (const [path, method, { security }] of operationsOf(description)) {
      expect([path, security]).toEqual([path, method === 'post' ? anyOfThem : undefined]);
    }
    expect(JSON.stringify(description)).not.toMatch(/[pr]-key/);
  });

  test('follows the model across a reload, and is there without one', async () => {
    const { server, load } = await start({ MODEL_DIR: packages() }, { loaded: false });
    expect((await describedBy(server)).info.version).toBe('no model');
    await load();
    await request(server).post('/reload').send({ version: SECOND }).expect(200);
    expect((await describedBy(server)).info.version).toBe(SECOND);
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
    const [{ url }] = (await describedBy(server)).servers;
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
