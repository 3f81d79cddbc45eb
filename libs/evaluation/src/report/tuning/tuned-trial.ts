/** A trial of a tuning: settings, and what was measured of a training with them. */
export interface TunedTrial {
  readonly name: string;
  /** By parameter; those that are left out are as they were given. */
  readonly values: ReadonlyMap<string, TrialValue>;
  /** What was measured with each budget, the least first. */
  readonly measured: readonly { readonly budget: number; readonly value: number }[];
  /** Of all its trainings. */
  readonly seconds: number;
  /** Why it is not measured any further. @default it is, or others were better */
  readonly problem?: string;
}

/** A setting as it is typed; true and false of a switch. */
export type TrialValue = string | number | boolean;

/** What is searched over, and how its values are laid out. */
export interface TunedParameter {
  readonly name: string;
  /** By distances or ratios, or one beside the other in this order. */
  readonly axis:
    | { readonly kind: 'linear' | 'log'; readonly from: number; readonly to: number }
    | { readonly kind: 'choice'; readonly values: readonly TrialValue[] };
}
