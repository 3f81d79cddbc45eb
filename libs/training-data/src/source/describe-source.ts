import { fingerprint, type Fingerprint } from '@reckit/data';
import type { TrainingData } from './training-data';

/** What a manifest says of the data, besides of their rows. */
export type DescribedSource = Fingerprint & {
  readonly path: string;
  readonly where?: string;
  readonly origin?: Readonly<Record<string, unknown>>;
};

/** Says where the data of a run came from, and takes their fingerprint. */
export async function describeSource(data: TrainingData): Promise<DescribedSource> {
  const { path, shown, origin, options } = data;
  return {
    path: shown,
    ...(await fingerprint(path)),
    ...(options.where !== undefined && { where: options.where }),
    ...(origin && { origin }),
  };
}
