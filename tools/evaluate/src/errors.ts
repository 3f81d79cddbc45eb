/** Why two versions could not be compared; its message is one line for a person. */
export class CannotEvaluate extends Error {
  override readonly name = 'CannotEvaluate';
}
