import type { Model } from '@reckit/inference';

/** Keeps what a model is asked to score waiting, until the returned function is called. */
export function holdScoring(model: Model | null): () => void {
  if (!model) throw new Error('There is no model to hold.');
  const signature = model.mainSignature;
  const score = signature.score.bind(signature);
  let release = (): void => undefined;
  const released = new Promise<void>(resolve => (release = resolve));
  jest.spyOn(signature, 'score').mockImplementation(async (...asked) => {
    await released;
    return score(...asked);
  });
  return release;
}
