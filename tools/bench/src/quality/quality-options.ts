/** A way to train, beside others on the same rows. */
export interface QualityOption {
  readonly title: string;
  readonly command: 'xgb' | 'deepfm';
  readonly flags: readonly string[];
}

const deepfm = (title: string, ...flags: string[]): QualityOption => ({
  title: `deepfm ${title}`,
  command: 'deepfm',
  flags,
});

export const TREES: QualityOption = { title: 'xgb', command: 'xgb', flags: [] };
export const DEFAULTS: QualityOption = deepfm('as it is');

/** Trees first, and then a network by its defaults and with what keeps it from learning the rows by heart. */
export const QUALITY_OPTIONS: readonly QualityOption[] = [
  TREES,
  DEFAULTS,
  deepfm('--dropout 0.2', '--dropout', '0.2'),
  deepfm('--batch-norm', '--batch-norm'),
  deepfm('--layer-norm', '--layer-norm'),
  deepfm('--batch-norm --dropout 0.2', '--batch-norm', '--dropout', '0.2'),
  deepfm('--l2-embedding 0.3', '--l2-embedding', '0.3'),
  deepfm('--l2-embedding 1', '--l2-embedding', '1'),
  deepfm('--l2-embedding 3', '--l2-embedding', '3'),
  deepfm('--label-smoothing 0.05', '--label-smoothing', '0.05'),
  deepfm('--dropout 0.2 --l2-embedding 1', '--dropout', '0.2', '--l2-embedding', '1'),
  deepfm(
    '--batch-norm --dropout 0.2 --l2-embedding 1',
    ...['--batch-norm', '--dropout', '0.2', '--l2-embedding', '1'],
  ),
];
