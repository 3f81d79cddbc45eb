import { fingerprint, type Fingerprint } from '@reckit/data';
import type { TrainingData } from './training-data';

/** What a manifest says of the data, besides of their rows. */
export type DescribedSource = Fingerprint & {
  readonly path: string;
  readonly origin?: Readonly<Record<string, unknown>>;
};

/** Says where the data of a run came from, and takes their fingerprint. */
export async function describeSource({ path, shown, origin }: TrainingData): Promise<DescribedSource> {
  return { path: shown, ...(await fingerprint(path)), ...(origin && { origin }) };
}
