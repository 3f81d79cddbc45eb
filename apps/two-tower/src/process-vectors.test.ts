import { childServices } from '../../service-testing/programs/child-service';
import { ask } from '../../service-testing/clients/http-client';
import { FLAT_MODEL } from './testing/local-service';

const services = childServices(__dirname);

test('the program answers the vectors of both towers, whatever way their features are written', async () => {
  const service = await services.start({ MODEL_DIR: FLAT_MODEL });
  const vectorOf = async (target: string, body: object): Promise<readonly number[]> => {
    const { status, text } = await ask(service.port, { path: target, body });
    expect({ status, text }).toEqual({ status: 200, text });
    return JSON.parse(text)[target.slice(1)];
  };
  const user = await vectorOf('/user_embedding', { user_age: 0.4, user_gender: 1 });
  const item = await vectorOf('/item_embedding', { item_ctr: 0.2, item_cvr: 0.1, item_price: 0.5 });
  const defaults = await vectorOf('/user_embedding', {});
  expect([user.length, item.length]).toEqual([64, 64]);
  expect(user).not.toEqual(defaults);
  // What a model is told of its rows goes through the process that loads it.
  expect(await vectorOf('/user_embedding', { user_features: { user_age: 0.4, user_gender: 1 } })).toEqual(
    user,
  );
  expect(await vectorOf('/user_embedding', { age: 0.4, gender: 1 })).toEqual(user);
  expect(await vectorOf('/item_embedding', { item_features: { ctr: 0.2, cvr: 0.1, price: 0.5 } })).toEqual(
    item,
  );
  service.signal('SIGTERM');
  expect(await service.ended).toEqual({ code: 0, signal: null });
  expect(service.stderr).toBe('');
});
