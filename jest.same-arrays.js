/**
 * Arrays that hold the same, found out at once: Jest itself goes through their elements with all that it knows of equality, a
 * second for some hundred thousand. What is not the same here may still be equal, or is to be told how it differs.
 */
function hasTheSame(a, b) {
  if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b)) return haveSameBytes(a, b) ? true : undefined;
  if (Array.isArray(a) && Array.isArray(b)) return haveSameValues(a, b) ? true : undefined;
  return undefined;
}

function haveSameBytes(a, b) {
  return a.constructor === b.constructor && a.byteLength === b.byteLength && bytesOf(a).equals(bytesOf(b));
}

function bytesOf({ buffer, byteOffset, byteLength }) {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Whether both hold nothing but the same numbers, texts and the like; a gap is not the same as `undefined`. */
function haveSameValues(a, b) {
  if (a.constructor !== b.constructor || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] === undefined || isObject(a[i]) || !Object.is(a[i], b[i])) return false;
  }
  // What `exec` finds has names beside its numbers.
  return Object.keys(a).length === a.length && Object.keys(b).length === b.length;
}

function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

expect.addEqualityTesters([hasTheSame]);
