import type { SentTexts } from '@reckit/features';
import type { Callable } from './model';
import type { Signature } from './signature';

/** A model whose signatures read what was sent (`Signature.asSent`), for those who want to know just that. */
export interface SentModel extends Callable {
  /** The one that reads what `signature` of the model has answered. */
  signatureFor(signature: Signature): Signature;
}

/** @param texts - takes up the texts of the rows that are read */
export function modelAsSent(model: Callable, texts: SentTexts): SentModel {
  const { name, version, recall } = model;
  const sent = new Map<Signature, Signature>();
  let sentRecall: SentModel['recall'] = null;
  for (const signature of model.signatures) {
    if (signature === recall) continue;
    sent.set(signature, signature.asSent(texts));
  }
  if (recall) {
    const queries = [...sent].find(([signature]) => recall.extends(signature))?.[1];
    sentRecall = recall.asSent(texts, queries);
    sent.set(recall, sentRecall);
  }
  return {
    name,
    version,
    recall: sentRecall,
    signatures: model.signatures.map(signature => signatureFor(signature)),
    signatureFor,
  };

  function signatureFor(signature: Signature): Signature {
    return sent.get(signature) ?? signature.asSent(texts);
  }
}
