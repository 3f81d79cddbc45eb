import { InvalidArgumentError } from 'commander';
import type { TabularLayout } from '@reckit/nn';
import { BadTrainingRun } from '../../run/errors';
import { positiveWholeNumber } from '../../run/number-flags';

/** How many numbers of an embedding features use, by their names. */
export type FeatureDims = Readonly<Record<string, number>>;

/** Of which slots use fewer numbers: as the network is told, and as the manifest says. */
export interface NarrowerSlots {
  readonly settings: { readonly slotDims?: readonly number[] };
  readonly architecture: Readonly<Record<string, unknown>>;
}

/** Reads a flag such as `city=4,user_id=8`. */
export function featureDims(text: string): FeatureDims {
  return Object.fromEntries(
    text.split(',').map(part => {
      const equals = part.lastIndexOf('=');
      if (equals < 1) {
        throw new InvalidArgumentError('Give names of features with numbers, as in city=4,user_id=8.');
      }
      return [part.slice(0, equals).trim(), positiveWholeNumber(part.slice(equals + 1).trim())];
    }),
  );
}

/** @throws BadTrainingRun for a feature without an embedding, or one that would need more numbers than there are */
export function narrowerSlots(
  { featureDims: dims, embeddingDim }: { readonly featureDims?: FeatureDims; readonly embeddingDim: number },
  { slots }: Pick<TabularLayout, 'slots'>,
): NarrowerSlots {
  if (dims === undefined) return { settings: {}, architecture: {} };
  const names = new Set(slots.map(({ feature }) => feature.name));
  for (const [name, dim] of Object.entries(dims)) {
    if (!names.has(name)) {
      throw new BadTrainingRun(
        `--feature-dims ${name}=${dim}: no feature "${name}" has an embedding; those that do are ${[...names].join(', ') || 'none'}.`,
      );
    }
    if (dim > embeddingDim) {
      throw new BadTrainingRun(
        `--feature-dims ${name}=${dim} is more than the ${embeddingDim} of --embedding-dim: give that the largest number.`,
      );
    }
  }
  return {
    settings: { slotDims: slots.map(({ feature: { name } }) => (name in dims ? dims[name] : embeddingDim)) },
    architecture: { feature_dims: Object.entries(dims).map(([name, dim]) => `${name} ${dim}`) },
  };
}
