import request from 'supertest';
import type { LocalService } from '../../service-testing/local-service';
import { requestOf, ROW } from '../../service-testing/sample-rows';
import { ALL, unifiedServices, VERSIONS } from './testing/local-service';

const services = unifiedServices();
const service = services.shared({ MODEL_ALIASES: 'ranker=deepfm', PREDICT_API_KEY: 'p-key' });
const start = services.perTest();

interface Operation {
  readonly tags: readonly string[];
  readonly description?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: RequestSchema }> };
  readonly responses: Record<string, { readonly content: Record<string, { readonly schema: object }> }>;
  readonly security?: readonly object[];
}

interface RequestSchema {
  readonly properties: { readonly data: { readonly example: readonly object[] } };
}

interface Description {
  readonly info: object;
  readonly paths: Record<string, Record<string, Operation>>;
}

async function described({ server }: Pick<LocalService, 'server'> = service()): Promise<Description> {
  return (await request(server).get('/openapi.json').expect(200)).body;
}

test('every model has paths of its own, and none is without a name', async () => {
  const { info, paths } = await described();
  expect(info).toEqual({
    title: 'Reckit Unified Model Service',
    version: 'xgb fx-a-xgb-1, deepfm fx-a-deepfm-1, mmoe fx-a-mmoe-1',
  });
  const predictions = Object.keys(paths).filter(path => path.startsWith('/predict'));
  expect(predictions).toEqual(
    ALL.flatMap(name => [`/predictions/${name}`, `/predictions/${name}/{version}`]),
  );
  for (const name of ALL) {
    const { tags, parameters, security } = paths[`/predictions/${name}`]['post'];
    expect(tags).toEqual([name]);
    expect(parameters?.map(parameter => [parameter.name, parameter.in])).toEqual([['version', 'query']]);
    expect(security).toContainEqual({ apiKey: [] });
  }
});

test.each(ALL)('the example of %s is answered in the form that is described', async name => {
  const { paths } = await described();
  const { requestBody, responses } = paths[`/predictions/${name}`]['post'];
  const { data } = requestBody?.content['application/json'].schema.properties ?? { data: { example: [] } };
  expect(data.example.map(row => Object.keys(row))).toEqual([Object.keys(ROW)]);
  const { body } = await request(service().server)
    .post(`/predictions/${name}`)
    .set('X-API-Key', 'p-key')
    .send({ data: data.example })
    .expect(200);
  const [entry] = body.predictions;
  const isOfTasks = name === 'mmoe';
  expect(typeof entry).toBe(isOfTasks ? 'object' : 'number');
  const tasks = ['ctr', 'watch_time', 'gmv'];
  expect(responses['200'].content['application/json'].schema).toMatchObject({
    properties: { predictions: { items: isOfTasks ? { required: tasks } : { type: 'number' } } },
  });
});

test('aliases, and models that are missing, are told', async () => {
  const { paths } = await described();
  expect(paths['/predictions/deepfm']['post'].description).toBe('Also called ranker.');
  expect(paths['/predictions/xgb']['post'].description).toBeUndefined();
  const partial = await start({}, { loaded: false });
  await partial.loader.load(null);
  const { info, paths: missing } = await described(partial);
  expect(info).toMatchObject({ version: 'xgb fx-a-xgb-1, deepfm (not loaded), mmoe (not loaded)' });
  expect(missing['/predictions/mmoe']['post'].description).toBe('Not loaded now.');
});

test('the description follows the reload of any model', async () => {
  const { server, state } = await start({}, { loaded: false });
  expect((await described({ server })).info).toMatchObject({
    version: 'xgb (not loaded), deepfm (not loaded), mmoe (not loaded)',
  });
  await state.models.called('mmoe').model.loader.load(null);
  expect((await described({ server })).info).toMatchObject({
    version: `xgb (not loaded), deepfm (not loaded), mmoe ${VERSIONS.mmoe}`,
  });
});

test('where one model is enabled its paths are the same', async () => {
  const { server } = await start({ ENABLED_MODELS: 'xgb' });
  const { body } = await request(server).get('/openapi.json').expect(200);
  const paths = Object.keys(body.paths).filter(path => path.startsWith('/predict'));
  expect(paths).toEqual(['/predictions/xgb', '/predictions/xgb/{version}']);
  await request(server).post(paths[0]).send(requestOf(1)).expect(200);
});

test('a reload is described as it is answered', async () => {
  const { server } = await start();
  const { paths } = await described({ server });
  const { schema } = paths['/reload']['post'].responses['200'].content['application/json'];
  const [all, one] = (schema as { anyOf: { properties: object }[] }).anyOf;
  const keysOf = (value: object): string[] => Object.keys(value).sort();
  const ofAll = (await request(server).post('/reload').expect(200)).body;
  expect(keysOf(ofAll)).toEqual(keysOf(all.properties));
  const ofOne = (await request(server).post('/reload').send({ model: 'xgb' }).expect(200)).body;
  expect(keysOf(ofOne)).toEqual(keysOf(one.properties));
  expect(keysOf(ofAll.models.xgb)).toEqual(keysOf(one.properties));
});

test('the page has the title of the service', async () => {
  const { text } = await request(service().server).get('/docs').expect(200);
  expect(text).toContain('<title>Reckit Unified Model Service</title>');
});
