/** A command cannot go on because of what it was given; the message says what, where and what to do. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';

  /** @param exitCode - with which the command ends */
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
  }
}
