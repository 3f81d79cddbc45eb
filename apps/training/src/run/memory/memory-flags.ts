import { byteSize } from '@reckit/training-data';
import { Option, type Command } from 'commander';

/** The flag of trainings that go on on disk where memory ends. */
export interface MemoryFlags {
  /** In bytes. */
  readonly maxMemory?: number;
}

export function addMemoryFlags(command: Command): void {
  command.addOption(
    new Option(
      '--max-memory <size>',
      'memory of the program, such as 4GB; data beyond it lie on disk (default: 80% of what the machine or container has)',
    ).argParser(byteSize),
  );
}
