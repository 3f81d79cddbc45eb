import type { Dropout, HiddenLayers, Norm } from '@reckit/nn';
import { BadTrainingRun } from '../../run/errors';
import { shareBelowOne } from '../../run/number-flags';
import type { NetworkFlags } from './flags';

/** Reads a flag that is a share for all layers, or one a layer, such as `0.2,0.1`. */
export function dropoutRates(text: string): Dropout {
  const rates = text.split(',').map(shareBelowOne);
  return rates.length === 1 ? rates[0] : rates;
}

/**
 * How the hidden layers of a network are kept from learning the rows by heart: as it is built, and as its manifest says.
 *
 * @param stacks - the units of its hidden layers, of each part of it
 * @param usual - how they are normalised where no flag says so; batches of one row have nothing to be normalised by
 * @throws BadTrainingRun if there are more rates than layers
 */
export function hiddenLayers(
  flags: NetworkFlags,
  stacks: readonly (readonly number[])[],
  usual: Norm | null = null,
): HiddenLayers {
  const { dropout, batchSize } = flags;
  const most = Math.max(...stacks.map(units => units.length));
  if (typeof dropout !== 'number' && dropout.length > most) {
    throw new BadTrainingRun(
      `--dropout ${dropout.join()} has ${dropout.length} rates for ${most} hidden ${most === 1 ? 'layer' : 'layers'}: give one for all, or one a layer.`,
    );
  }
  const norm = askedNorm(flags) ?? (flags.norm && batchSize !== 1 ? usual : null);
  return { dropout, ...(norm && { norm }) };
}

function askedNorm({ batchNorm, layerNorm }: NetworkFlags): Norm | null {
  if (batchNorm) return 'batch';
  return layerNorm ? 'layer' : null;
}
