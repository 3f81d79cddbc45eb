/** Version of a library or of the writer of a model file: major, minor, patch. */
export type Version = readonly [major: number, minor: number, patch: number];

/** `1.7.4`. */
export function showVersion(version: Version): string {
  return version.join('.');
}

/** Whether files of `writer` may hold what `reader` does not know; a patch release keeps the format. */
export function isNewerFormat(writer: Version, reader: Version): boolean {
  return writer[0] > reader[0] || (writer[0] === reader[0] && writer[1] > reader[1]);
}
