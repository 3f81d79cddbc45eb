/** As Python parts words, and with it gensim. */
const WHITE_SPACE = /[\s\x1c-\x1f\x85]+/;

/** The words of a sentence, as they stand there. */
export function wordsOf(sentence: string): string[] {
  return sentence.split(WHITE_SPACE).filter(word => word !== '');
}
