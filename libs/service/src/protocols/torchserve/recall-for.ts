import { Recall, type Callable, type Signature } from '@reckit/inference';
import { BadRequest, TOP_K_KEY } from '@reckit/protocol';

/** Whether `top_k` beside rows means something: items are found for embeddings. */
export function mayAskForItems(signature: Signature): boolean {
  return signature instanceof Recall || signature.outputs.some(({ role }) => role === 'embedding');
}

/**
 * What finds items for the rows of a signature.
 *
 * @throws BadRequest if nothing does
 */
export function recallFor(signature: Signature, { name, version, recall }: Callable): Recall {
  if (!recall) {
    throw new BadRequest(
      `${TOP_K_KEY} asks for items, but version ${version} of ${name} holds no vectors to search: train it again, which writes them, or leave ${TOP_K_KEY} out and search for the embedding in a vector database.`,
    );
  }
  if (signature === recall || recall.extends(signature)) return recall;
  throw new BadRequest(
    `${TOP_K_KEY} asks for items, which are found for the embeddings of ${recall.queries}, not of ${signature.name}; leave it out.`,
  );
}
