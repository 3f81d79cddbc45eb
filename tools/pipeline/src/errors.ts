/** Why a pipeline cannot begin; its message is one line for a person. */
export class CannotRun extends Error {
  override readonly name = 'CannotRun';
}
