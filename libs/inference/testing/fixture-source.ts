import type { Checks } from '@reckit/artifacts';
import { flatXgboost } from '../src/flat/flat-xgboost';
import { readModelSource } from '../src/loading/read-model-source';

/** A source whose package recorded how it scores. */
export type CheckedSource = Awaited<ReturnType<typeof readModelSource>> & { readonly checks: Checks };

/** A version of the fixture package, read from `modelDir`. */
export async function fixtureSource(modelDir: string, version: string): Promise<CheckedSource> {
  const source = await readModelSource({ modelDir, name: 'xgb', flat: flatXgboost, version });
  const { checks } = source;
  if (!checks) throw new Error('The fixture package has no checks.');
  return { ...source, checks };
}
