import type { FeatureStatistics } from '@reckit/features';
import type { ExaminedData } from '../examined-data';
import type { Finding } from '../finding';

/** Features that are the same in all rows, and labels that are. */
export function constantColumns({ statistics, labels }: ExaminedData): Finding[] {
  const constant = statistics.filter(isConstant);
  const features = constant.map(({ name }): Finding => ({
    check: 'constant',
    column: name,
    message: 'the same value in all rows; leave it out of the features',
  }));
  const all: Finding[] =
    statistics.length > 0 && constant.length === statistics.length
      ? [
          {
            check: 'no-signal',
            message: 'no feature differs between rows, so there is nothing to learn from',
          },
        ]
      : [];
  const same = labels
    // A yes or no that is always the same has been refused when it was read, unless a model can learn from it.
    .filter(({ isBinary, statistics: { min, max } }) => !isBinary && min === max)
    .map(({ name, statistics }): Finding => ({
      check: 'label',
      column: name,
      message: `${statistics.min} in all rows, so there is nothing to learn`,
    }));
  return [...all, ...same, ...features];
}

function isConstant(statistics: FeatureStatistics): boolean {
  if (statistics.missing > 0) return false;
  switch (statistics.kind) {
    case 'numeric':
      return statistics.min === statistics.max;
    case 'categorical':
      return statistics.distinct === 1;
    case 'sequence':
      // Lists of the same events differ in their length.
      return false;
  }
}
