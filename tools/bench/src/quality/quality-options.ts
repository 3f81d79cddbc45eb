/** Networks of one score a row. */
type Network = 'deepfm' | 'dcn' | 'finalmlp' | 'din';

/** A way to train, beside others on the same rows. */
export interface QualityOption {
  readonly title: string;
  readonly command: 'xgb' | Network;
  readonly flags: readonly string[];
}

const network = (command: Network, ...flags: string[]): QualityOption => ({
  title: `${command} ${flags.join(' ') || 'as it is'}`,
  command,
  flags,
});

export const TREES: QualityOption = { title: 'xgb', command: 'xgb', flags: [] };
export const DEFAULTS: QualityOption = network('deepfm');

/** Trees first, and then a network by its defaults, without some of what they have, and with more; and other networks. */
export const QUALITY_OPTIONS: readonly QualityOption[] = [
  TREES,
  DEFAULTS,
  network('deepfm', '--no-norm', '--l2-embedding', '0'),
  network('deepfm', '--no-norm', '--l2-embedding', '3'),
  network('deepfm', '--l2-embedding', '0'),
  network('deepfm', '--l2-embedding', '3'),
  network('deepfm', '--l2-embedding', '3', '--dropout', '0.2'),
  network('dcn'),
  network('dcn', '--cross-layers', '1'),
  network('dcn', '--stacked'),
  network('finalmlp'),
  network('finalmlp', '--heads', '8'),
  network('din'),
  network('din', '--attention-softmax'),
];
