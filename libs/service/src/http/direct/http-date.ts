const MS_PER_SECOND = 1_000;

let shownSecond = NaN;
let shownText = '';

/** The time as the header field `Date` says it, to the second. */
export function httpDate(): string {
  const second = Math.floor(Date.now() / MS_PER_SECOND);
  if (second !== shownSecond) {
    shownSecond = second;
    shownText = new Date(second * MS_PER_SECOND).toUTCString();
  }
  return shownText;
}
