import { CorruptPackage, MissingModel, PackageNotWritten } from '@reckit/artifacts';
import { ClientError } from '@reckit/client';
import { DataError } from '@reckit/data';
import { escapeControls } from '@reckit/messages';
import { BadArchive, NotOurTurn, RegistryError } from '@reckit/registry';
import { CommandFailed } from './command-failed';

const EXPECTED = [
  BadArchive,
  ClientError,
  CommandFailed,
  CorruptPackage,
  DataError,
  MissingModel,
  NotOurTurn,
  PackageNotWritten,
  RegistryError,
];

/**
 * Runs what a command does. An error that a user can cause ends in one line and the exit code that it has, or else that of
 * failures; any other one in its stack.
 *
 * @param name - of the command, at the beginning of the line
 * @param failureCode - of errors that have none of their own
 */
export async function runCommand(name: string, action: () => Promise<void>, failureCode = 1): Promise<void> {
  try {
    await action();
  } catch (error) {
    process.stderr.write(`${name}: ${explain(error)}\n`);
    process.exitCode = error instanceof CommandFailed ? error.exitCode : failureCode;
  }
}

function explain(error: unknown): string {
  if (isExpected(error)) return escapeControls(error.message);
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return trace.split('\n').map(escapeControls).join('\n');
}

/** Whether a user, a store or the system can have caused an error, whose message is for people; one of the system has a code. */
export function isExpected(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return EXPECTED.some(kind => error instanceof kind) || ('code' in error && typeof error.code === 'string');
}
