import { oneLine } from '@reckit/messages';

/** Sentences, edges, settings or a vector file that nothing can be made of; the message says what and what to do. */
export class BadEmbeddingInput extends Error {
  override readonly name = 'BadEmbeddingInput';

  constructor(message: string) {
    super(oneLine(message));
  }
}
