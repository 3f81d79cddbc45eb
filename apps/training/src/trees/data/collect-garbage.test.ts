import { setImmediate as turn } from 'node:timers/promises';
import { collectGarbage } from './collect-garbage';

test('an array that nobody reaches is gone at once, another stays', async () => {
  const kept = new Float32Array(1_000_000);
  const [lost, held] = [new Float32Array(1_000_000), kept].map(array => new WeakRef(array));
  // Until the end of its turn of the event loop a new reference keeps what it refers to.
  await turn();
  collectGarbage();
  expect(lost.deref()).toBeUndefined();
  expect(held.deref()).toBe(kept);
});
