import { Option, type Command } from 'commander';
import type { MmoeSettings } from '@reckit/nn';
import { BadTrainingRun } from '../../run/errors';
import { positiveWholeNumber } from '../../run/number-flags';

/** What tasks share, and what each has for itself. */
export interface MixtureFlags {
  readonly mixture: 'mmoe' | 'ple';
  readonly experts: number;
  /** Absent: as many as are usual, where tasks have some. */
  readonly taskExperts?: number;
}

/** Tang et al. find little difference between one and several; two tell more apart than one. */
const USUAL_TASK_EXPERTS = 2;

export function addMixtureFlags(command: Command): void {
  command
    .addOption(
      new Option(
        '--mixture <mixture>',
        'mmoe: experts on a shared bottom; ple: layers of shared experts and of such of each task',
      )
        .choices(['mmoe', 'ple'])
        .default('mmoe'),
    )
    .option('--experts <n>', 'number of experts that all tasks share', positiveWholeNumber, 4)
    .option(
      '--task-experts <n>',
      `with ple: experts of each task in each layer (default: ${USUAL_TASK_EXPERTS})`,
      positiveWholeNumber,
    );
}

/** @throws BadTrainingRun for experts of tasks where tasks have none */
export function checkMixture({ mixture, taskExperts }: MixtureFlags): void {
  if (mixture === 'mmoe' && taskExperts !== undefined) {
    throw new BadTrainingRun(
      `--task-experts ${taskExperts} is for --mixture ple; in mmoe all tasks share the experts. Add --mixture ple, or leave it out.`,
    );
  }
}

/** The mixture as the network is told, and as the manifest says; of mmoe as it always said. */
export function mixtureOf({ mixture, experts, taskExperts = USUAL_TASK_EXPERTS }: MixtureFlags): {
  readonly settings: Pick<MmoeSettings, 'experts' | 'taskExperts'>;
  readonly architecture: Readonly<Record<string, unknown>>;
} {
  if (mixture === 'mmoe') return { settings: { experts }, architecture: { experts } };
  return {
    settings: { experts, taskExperts },
    architecture: { mixture, experts, task_experts: taskExperts },
  };
}
