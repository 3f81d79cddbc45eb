import type { CommonFlags } from '../../run/training-model';
import type { Space } from '../space/parameter';

/** How a model is tuned. */
export interface Tuning<Flags> {
  /** What is searched over unless a file says otherwise. */
  readonly space: Space;
  /** What successive halving deals out. */
  readonly budget: {
    /** The flag that says how much a training takes. */
    readonly flag: string;
    /** What it counts, in the plural. */
    readonly unit: string;
    /** With less a training tells nothing. */
    readonly least: number;
    /** How much it is where the user has said nothing more. */
    most(flags: Flags): number;
  };
  /** What trials are compared by: the first of these metrics that a training gives. */
  readonly metrics: readonly string[];
  /** The flags of the model that stay the same, since trials would measure something else, or are no settings. */
  readonly fixed: readonly string[];
  /** Says why there is nothing to compare trials by; null where there is. */
  measuresNothing(flags: CommonFlags & Flags): string | null;
}
