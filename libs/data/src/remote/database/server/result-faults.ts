/** The server was silent for longer than it may be. */
export class ServerSilent extends Error {
  override readonly name = 'ServerSilent';
}

/** A statement that gives no rows, since it is no query. */
export class NoResult extends Error {
  override readonly name = 'NoResult';
}
