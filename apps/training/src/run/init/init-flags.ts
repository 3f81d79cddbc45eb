import type { Command } from 'commander';

/** What a training begins with. */
export interface InitFlags {
  /** A version, or `current`. */
  readonly initFrom?: string;
}

/** Adds the flag that lets a training go on from a version. */
export function addInitFlags(command: Command): void {
  command.option(
    '--init-from <version>',
    'go on from what a version of the model has learnt; current is the one that is served',
  );
}
