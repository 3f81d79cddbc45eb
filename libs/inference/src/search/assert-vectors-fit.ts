import { RejectedModel } from '../errors';
import type { SignatureDescription, VectorsSource } from '../loading/open-parts';
import type { ModelOutput } from '../scoring/model-output';
import { RECALL, TOP_K } from './recall-signature';

/**
 * Proves that the embeddings of a model are of the space of its vectors, or that there are vectors whose ids it can take.
 *
 * @throws RejectedModel
 */
export function assertVectorsFit(
  { items: { dim, count }, itemsOf, queriesOf, lookup }: VectorsSource,
  signatures: readonly SignatureDescription[],
): void {
  if (lookup) {
    if (count > 0) return;
    throw new RejectedModel('It holds no vectors, so that nobody would be known: train it again.');
  }
  for (const name of itemsOf === null ? [queriesOf] : [queriesOf, itemsOf]) {
    const width = embeddingOf(signatures.find(signature => signature.name === name)?.answers ?? [])?.width;
    if (width === undefined) {
      throw new RejectedModel(
        `The package holds vectors of ${name}, which answers no embedding: train it again.`,
      );
    }
    if (width !== dim) {
      throw new RejectedModel(
        `The vectors have ${dim} numbers, but the embedding of ${name} has ${width}: they do not belong together; train the package again.`,
      );
    }
  }
  for (const { name, spec } of signatures) {
    if (name === RECALL) {
      throw new RejectedModel(`A signature is called ${RECALL}, as the search of the vectors is: rename it.`);
    }
    if (name === queriesOf && spec.features.some(feature => feature.name === TOP_K)) {
      throw new RejectedModel(
        `${name} has a feature ${TOP_K}, by which a search is asked for so many: rename it.`,
      );
    }
  }
}

/** The output that is an embedding. */
export function embeddingOf(outputs: readonly ModelOutput[]): ModelOutput | undefined {
  return outputs.find(({ role }) => role === 'embedding');
}
