/** The registry cannot be read or written as asked. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
}

/** An archive is none that may be unpacked. */
export class BadArchive extends Error {
  override readonly name = 'BadArchive';
}

/** Another process is at it, and goes on for longer than one waits. */
export class NotOurTurn extends Error {
  override readonly name = 'NotOurTurn';
}
