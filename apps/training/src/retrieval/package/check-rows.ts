const CHECK_ROWS = 20;

/** Of some rows those that are checked before a package serves. */
export function checkRowsOf(rows: Uint32Array): Uint32Array {
  return rows.slice(0, CHECK_ROWS);
}
