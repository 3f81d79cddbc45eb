import type { Checks } from '@reckit/artifacts';
import { flatXgboost } from '../src/flat/flat-xgboost';
import { readModelSource } from '../src/loading/read-model-source';
import type { OneSignature } from './one-signature';

/** A source whose package recorded how it scores. */
export interface CheckedSource extends OneSignature {
  readonly checks: Checks;
}

/** A version of the fixture package, read from `modelDir`. */
export async function fixtureSource(modelDir: string, version: string): Promise<CheckedSource> {
  const source = await readModelSource({ modelDir, name: 'xgb', flat: flatXgboost, version });
  const [signature] = source.signatures;
  const { checks } = signature;
  if (!checks) throw new Error('The fixture package has no checks.');
  return { ...signature, version: source.version, checks };
}
