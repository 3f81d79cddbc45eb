import { readModelSource, type ModelRequest } from '../src/loading/read-model-source';
import type { OneSignature } from './one-signature';

/** Reads a model with one signature. */
export async function readOne(request: ModelRequest): Promise<OneSignature> {
  const { version, signatures } = await readModelSource(request);
  expect(signatures).toHaveLength(1);
  return { ...signatures[0], version };
}
