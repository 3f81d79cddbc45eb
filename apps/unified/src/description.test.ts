import request from 'supertest';
import type { LocalService } from '../../service-testing/programs/local-service';
import {
  descriptionOf,
  expectAsDescribed,
  type Description,
} from '../../service-testing/conformance/openapi-conformance';
import { requestOf, ROW } from '../../service-testing/packages/sample-rows';
import { ALL, RANKING, unifiedServices, VERSIONS } from './testing/local-service';

const services = unifiedServices();
const service = services.shared({ MODEL_ALIASES: 'ranker=deepfm', PREDICT_API_KEY: 'p-key' });
const start = services.perTest();

function described({ port }: Pick<LocalService, 'port'> = service()): Promise<Description> {
  return descriptionOf({ port });
}

test('every model has paths of its own, and none is without a name', async () => {
  const { info, paths } = await described();
  expect(info).toMatchObject({
    title: 'Reckit Unified Model Service',
    version: 'xgb fx-a-xgb-1, deepfm fx-a-deepfm-1, mmoe fx-a-mmoe-1',
  });
  const predictions = Object.keys(paths).filter(path => path.startsWith('/predict'));
  expect(predictions).toEqual(
    RANKING.flatMap(name => [`/predictions/${name}`, `/predictions/${name}/{version}`]),
  );
  for (const name of RANKING) {
    const { tags, parameters, security } = paths[`/predictions/${name}`]['post'];
    expect(tags).toEqual([name]);
    expect(parameters?.map(parameter => [parameter.name, parameter.in])).toEqual([['version', 'query']]);
    expect(security).toContainEqual({ apiKey: [] });
  }
});

test.each(RANKING)('%s is described with its own features and its own answers', async name => {
  const { paths, components } = await described();
  const { requestBody, responses } = paths[`/predictions/${name}`]['post'];
  const { data } = Object(requestBody?.content['application/json'].examples?.['objects'].value);
  expect(data.map((row: object) => Object.keys(row))).toEqual([Object.keys(ROW)]);
  expect(components.schemas).toHaveProperty([`${name}.Row`]);
  const { body } = await request(service().server)
    .post(`/predictions/${name}`)
    .set('X-API-Key', 'p-key')
    .send({ data })
    .expect(200);
  const [entry] = body.predictions;
  const isOfTasks = name === 'mmoe';
  expect(typeof entry).toBe(isOfTasks ? 'object' : 'number');
  const tasks = ['ctr', 'watch_time', 'gmv'];
  expect(responses['200'].content?.['application/json'].schema).toMatchObject({
    properties: { predictions: { items: isOfTasks ? { required: tasks } : { type: 'number' } } },
  });
});

test('everything that it describes is answered as it is described', async () => {
  const statuses = await expectAsDescribed(await start());
  const others = [...statuses].filter(([, answered]) => answered.some(status => status !== 200));
  // A flat directory has no labels.
  expect(others.filter(([asked]) => !asked.includes('/labels/'))).toEqual([]);
});

test('everything that the towers answer is answered as it is described', async () => {
  const towers = ALL.filter(name => !RANKING.includes(name));
  const statuses = await expectAsDescribed(await start({ ENABLED_MODELS: towers.join() }));
  const others = [...statuses].filter(([, answered]) => answered.some(status => status !== 200));
  expect(others.filter(([asked]) => !asked.includes('/labels/'))).toEqual([]);
  for (const path of ['/user_embedding', '/item_embedding', '/query_embedding', '/doc_embedding'])
    expect(statuses.has(`post ${path}`)).toBe(true);
});

test('each model has a table of its features', async () => {
  const { info } = await described();
  for (const name of RANKING) expect(info.description).toContain(`### Features of ${name}\n`);
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
  const { port, state } = await start({}, { loaded: false });
  expect((await described({ port })).info).toMatchObject({
    version: 'xgb (not loaded), deepfm (not loaded), mmoe (not loaded)',
  });
  await state.models.called('mmoe').model.loader.load(null);
  expect((await described({ port })).info).toMatchObject({
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
  const { server, port } = await start();
  const { paths } = await described({ port });
  const { schema } = paths['/reload']['post'].responses['200'].content?.['application/json'] ?? {};
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
