/** Why a pipeline cannot begin: each fault is one line for a person. */
export class CannotRun extends Error {
  override readonly name = 'CannotRun';

  constructor(readonly faults: readonly [string, ...string[]]) {
    super(faults.join('\n'));
  }
}
