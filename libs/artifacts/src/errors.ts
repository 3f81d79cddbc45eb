/** There is no model where one was asked for: no folder, no such version, no `.current_version`. */
export class MissingModel extends Error {
  override readonly name = 'MissingModel';
}

/** A package is there but must not be used: truncated, altered, or of another model. */
export class CorruptPackage extends Error {
  override readonly name = 'CorruptPackage';
}

/** A package cannot be written as asked. */
export class PackageNotWritten extends Error {
  override readonly name = 'PackageNotWritten';
}

/** Vectors cannot be written as asked: an id or a number is none. */
export class BadVectors extends Error {
  override readonly name = 'BadVectors';
}
