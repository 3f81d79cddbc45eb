import { CommandFailed } from '@reckit/command-line';
import { cut } from '@reckit/messages';
import { NOT_EVALUATED, NOT_PASSED } from './exit-codes';

const MAX_CHARACTERS = 280;

/** Why two versions could not be compared; its message is one line for a person. */
export class CannotEvaluate extends CommandFailed {
  constructor(message: string) {
    super(message, NOT_EVALUATED);
  }
}

/** A version does not keep to what the gate asks. */
export class NotPassed extends CommandFailed {
  constructor(what: string, reasons: readonly string[]) {
    super(cut(`${what} does not pass: ${reasons.join('; ')}.`, MAX_CHARACTERS), NOT_PASSED);
  }
}
