import { Option, type Command } from 'commander';
import type { SplitFlags } from '../run/split/split-flags';
import { BadTrainingRun } from '../run/errors';

const METHODS = ['isotonic', 'platt'] as const;

/** How probabilities are calibrated. */
export type CalibrationMethod = (typeof METHODS)[number];

/** The flag that says whether, and how, probabilities are calibrated. */
export interface CalibrateFlag {
  readonly calibrate?: CalibrationMethod;
}

export function addCalibrateFlag(command: Command): void {
  command.addOption(
    new Option(
      '--calibrate <method>',
      'mend probabilities by what the validation part says of them, within the served graph (default: they stay as they are)',
    ).choices(METHODS),
  );
}

/** @throws BadTrainingRun where there would be no rows to learn it from */
export function checkCalibrate({ calibrate, split }: CalibrateFlag & Pick<SplitFlags, 'split'>): void {
  if (calibrate === undefined || split !== 'none') return;
  throw new BadTrainingRun(
    `--calibrate ${calibrate} learns from rows that are held out, and --split none holds none out: leave one of them out.`,
  );
}
