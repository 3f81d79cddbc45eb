/** Networks of one score a row. */
type Network = 'deepfm' | 'dcn' | 'finalmlp' | 'din';

/** A way to train, beside others on the same rows. */
export interface QualityOption {
  readonly title: string;
  readonly command: 'xgb' | Network;
  readonly flags: readonly string[];
  /** Whether numbers are in buckets as well, and ids are crossed. */
  readonly isDerived: boolean;
}

const network = (command: Network, ...flags: string[]): QualityOption => ({
  title: `${command} ${flags.join(' ') || 'as it is'}`,
  command,
  flags,
  isDerived: false,
});

export const TREES: QualityOption = { title: 'xgb', command: 'xgb', flags: [], isDerived: false };
export const DEFAULTS: QualityOption = network('deepfm');

/** Whether a model is trained as it is, on features as they are. */
export function isDefault({ flags, isDerived }: QualityOption): boolean {
  return flags.length === 0 && !isDerived;
}

/**
 * Trees first, and then a network by its defaults, without some of what they have, and with more; other networks; and
 * trees and the first network once more, with features that are made of others.
 */
export const QUALITY_OPTIONS: readonly QualityOption[] = [
  TREES,
  DEFAULTS,
  network('deepfm', '--l2-embedding', '0'),
  network('deepfm', '--l2-embedding', '1'),
  network('deepfm', '--dropout', '0.2'),
  network('dcn'),
  network('finalmlp'),
  network('din'),
  ...[TREES, DEFAULTS].map(option => ({
    ...option,
    title: `${option.command} with buckets and crosses`,
    isDerived: true,
  })),
];
