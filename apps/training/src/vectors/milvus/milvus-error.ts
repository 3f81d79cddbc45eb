/** A vector database did not do what it was asked for; the message says what, where and what to do. */
export class MilvusError extends Error {
  override readonly name = 'MilvusError';
}
