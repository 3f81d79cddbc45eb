/** Data cannot be brought or read as they were asked for; the message says what, where and what to do. */
export class BadTrainingData extends Error {
  override readonly name = 'BadTrainingData';
}
