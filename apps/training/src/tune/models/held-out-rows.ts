import type { SplitFlags } from '../../run/split/split-flags';

/** The flags of a model that ranks which say what it is measured on, or are no settings of it. */
export const RANKING_FIXED: readonly string[] = [
  '--split',
  '--valid-share',
  '--time-col',
  '--group-col',
  '--valid-path',
  '--weight-col',
  '--max-memory',
  '--workers',
];

/** The same of all networks. */
export const NETWORK_FIXED: readonly string[] = [
  '--user-col',
  '--engine',
  '--workers',
  '--resume',
  '--checkpoint-every',
  '--keep-checkpoint',
];

/** What a model that ranks needs in order to be measured. */
export function withoutSplit({ split }: SplitFlags): string | null {
  return split === 'none'
    ? '--split none holds no rows out, and the trials could be compared by what they remember alone. Leave it out; train once more with it by the settings that win.'
    : null;
}

/** The same of models whose `--hold-out` says what they are measured on. */
export function withoutHoldOut({ holdOut }: { readonly holdOut?: string | number }): string | null {
  return holdOut === 'none' || holdOut === 0
    ? `--hold-out ${holdOut} holds nothing out to compare trials by. Leave it out; train once more with it by the settings that win.`
    : null;
}
