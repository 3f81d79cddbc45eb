import { Option } from 'commander';
import { positiveWholeNumbers } from '../../run/number-flags';

/** A flag with the units of hidden layers, such as `--deep-layers 128,64`. */
export function unitsOption(flag: string, what: string, units: readonly number[]): Option {
  return new Option(`${flag} <units>`, `units of the hidden layers of ${what}`)
    .argParser(positiveWholeNumbers)
    .default(units, units.join());
}
