/** Row numbers of two parts that share no row and leave none out. */
export interface Split {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
}

/** The numbers of so many rows, rising. */
export function allRows(rowCount: number): Uint32Array<ArrayBuffer> {
  const rows = new Uint32Array(rowCount);
  for (let row = 0; row < rowCount; row++) rows[row] = row;
  return rows;
}

/** The rows of both parts, rising, where those held out are marked with 1. */
export function splitOf(isHeld: Uint8Array): Split {
  const rows = allRows(isHeld.length);
  return {
    train: rows.filter(row => isHeld[row] === 0),
    validation: rows.filter(row => isHeld[row] === 1),
  };
}

/** @throws RangeError if the fraction is not between 0 and 1 */
export function checkFraction(fraction: number): void {
  if (!(fraction > 0 && fraction < 1)) {
    throw new RangeError(`The validation fraction lies between 0 and 1, both excluded; got ${fraction}.`);
  }
}

/** @throws RangeError unless every time is a finite number */
export function checkTimes(times: ArrayLike<number>): void {
  for (let row = 0; row < times.length; row++) {
    if (!Number.isFinite(times[row])) {
      throw new RangeError(`The time of row ${row} is ${times[row]}; expected a finite number.`);
    }
  }
}
