/** A way to train, beside others on the same rows. */
export interface QualityOption {
  readonly title: string;
  readonly command: 'xgb' | 'deepfm';
  readonly flags: readonly string[];
  /** Whether numbers are in buckets as well, and ids are crossed. */
  readonly isDerived: boolean;
}

const deepfm = (title: string, ...flags: string[]): QualityOption => ({
  title: `deepfm ${title}`,
  command: 'deepfm',
  flags,
  isDerived: false,
});

export const TREES: QualityOption = { title: 'xgb', command: 'xgb', flags: [], isDerived: false };
export const DEFAULTS: QualityOption = deepfm('as it is');

/**
 * Trees first, and then a network by its defaults, without some of what they have, and with more; both once more with
 * features that are made of others.
 */
export const QUALITY_OPTIONS: readonly QualityOption[] = [
  TREES,
  DEFAULTS,
  ...[
    ['--no-norm', '--l2-embedding', '0'],
    ['--no-norm', '--l2-embedding', '3'],
    ['--l2-embedding', '0'],
    ['--l2-embedding', '3'],
    ['--l2-embedding', '3', '--dropout', '0.2'],
  ].map(flags => deepfm(flags.join(' '), ...flags)),
  ...[TREES, DEFAULTS].map(option => ({
    ...option,
    title: `${option.command} with buckets and crosses`,
    isDerived: true,
  })),
];
