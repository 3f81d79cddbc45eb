import type { Command } from 'commander';

/** The flag that says how much a row counts. */
export interface WeightFlag {
  readonly weightCol?: string;
}

export function addWeightFlag(command: Command): void {
  command.option(
    '--weight-col <column>',
    'column with the weight of a row, in the loss and in the metrics (default: all count alike)',
  );
}

/** What the weights of a column are for; `outputs` where not all have them. */
export function describeWeights(column: string, outputs?: readonly string[]): string {
  return `by ${column}, in the loss and all metrics${outputs ? ` of ${outputs.join(', ')}` : ''}`;
}
