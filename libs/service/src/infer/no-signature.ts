import { RECALL } from '@reckit/inference';
import { NotFound } from '@reckit/protocol';

/** What is said where a version of a model has not what a name means. */
export function noSignature(model: string, version: string, signature: string): NotFound {
  return new NotFound(
    signature === RECALL
      ? `Version ${version} of ${model} holds no vectors to search: train it again, which writes them, or search the vectors that training export-vectors writes in a vector database.`
      : `Version ${version} of ${model} has no ${signature}.`,
  );
}
