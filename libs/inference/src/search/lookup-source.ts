import type { Checks, Neighbours } from '@reckit/artifacts';
import type { FeatureSpec, RowKeys, SeenValues } from '@reckit/features';

/** What a signature is made of that takes the ids of vectors, once its files are read. */
export interface LookupSource {
  readonly name: string;
  /** As `assertLookupFeatures` has found it. */
  readonly spec: FeatureSpec;
  /** How clients may write the keys of its rows. */
  readonly keys?: RowKeys;
  readonly seen?: ReadonlyMap<string, SeenValues>;
  readonly checks: Checks | null;
  /** Which vectors are neighbours in a graph, and are left out; null leaves none out. */
  readonly neighbours: Neighbours | null;
}
