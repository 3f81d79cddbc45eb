import { fixtureSource } from '../testing/fixture-source';
import { FIRST, modelFolders, SECOND } from '../testing/model-folders';
import { openOne } from '../testing/one-signature';
import type { Model } from './model';
import { leaseOf, ModelHandle } from './model-handle';

const folders = modelFolders();

let first: Model;
let second: Model;
beforeEach(async () => {
  const modelDir = folders.packages();
  first = await openOne(await fixtureSource(modelDir, FIRST));
  second = await openOne(await fixtureSource(modelDir, SECOND));
  jest.spyOn(first, 'close');
  jest.spyOn(second, 'close');
});
afterEach(async () => {
  await Promise.all([first.close(), second.close()]);
});

test('there is nothing to lease before the first model', () => {
  const handle = new ModelHandle();
  expect(handle.current).toBeNull();
  expect(handle.acquire()).toBeNull();
});

test('a lease is on the model that serves', () => {
  const handle = new ModelHandle();
  handle.swap(leaseOf(first));
  expect(handle.current).toBe(first);
  expect(handle.acquire()?.model).toBe(first);
});

test('a swap closes the old model at once when nobody uses it', () => {
  const handle = new ModelHandle();
  handle.swap(leaseOf(first));
  handle.acquire()?.release();
  handle.swap(leaseOf(second));
  expect(first.close).toHaveBeenCalledTimes(1);
  expect(handle.current).toBe(second);
  expect(second.close).not.toHaveBeenCalled();
});

test('a model in use stays open over a swap until the last lease is released', async () => {
  const handle = new ModelHandle();
  handle.swap(leaseOf(first));
  const [early, late] = [handle.acquire(), handle.acquire()];
  handle.swap(leaseOf(second));
  expect(handle.acquire()?.model).toBe(second);

  early?.release();
  expect(first.close).not.toHaveBeenCalled();
  const rows = first.mainSignature.encoder.encode([{ item_ctr: 0.1 }], 'rows');
  expect(await late?.model.mainSignature.score(rows, 10_000)).toEqual([expect.any(Float32Array)]);
  late?.release();
  expect(first.close).toHaveBeenCalledTimes(1);
  expect(second.close).not.toHaveBeenCalled();
});

test('a closed handle serves nothing, and frees the model after its last lease', () => {
  const handle = new ModelHandle();
  handle.swap(leaseOf(first));
  const lease = handle.acquire();
  handle.close();
  expect(handle.acquire()).toBeNull();
  expect(first.close).not.toHaveBeenCalled();
  lease?.release();
  expect(first.close).toHaveBeenCalledTimes(1);
});
