/** What is looked for in data, by the names that `--fail-on` takes, and what each means to those who read of it. */
export const CHECKS = {
  'no-signal': 'every feature has one and the same value in all rows',
  label: 'what is learnt has one and the same value in all rows',
  leak: 'a feature alone tells the label apart',
  drift: 'a feature is spread otherwise than in the training of the current version',
  'valid-drift': 'a feature is spread otherwise in the data to validate on than in those to train on',
  imbalance: 'hardly any row has one of the two labels',
  missing: 'a feature has no value in most rows',
  constant: 'a feature, or one of several amounts to learn, has one and the same value in all rows',
  'not-finite': 'numbers are infinite, NaN or beyond float32',
  range: 'numbers lie far away from all others, or beyond the clip of their feature',
  unique: 'nearly every row has a category of its own',
  duplicates: 'rows repeat other rows',
} as const;

export type CheckName = keyof typeof CHECKS;

/** In the order in which they are told. */
export const CHECK_NAMES = Object.keys(CHECKS).filter(isCheckName);

/** What makes a training meaningless. */
export const USUALLY_FAIL: readonly CheckName[] = ['no-signal', 'label'];

export function isCheckName(name: string): name is CheckName {
  return name in CHECKS;
}

/** Something in the data that their user should know before they train on them. */
export interface Finding {
  readonly check: CheckName;
  /** The feature or label that it is about; absent where it is about all rows. */
  readonly column?: string;
  /** What was found, as the end of a sentence that begins with the column. */
  readonly message: string;
}
