import { createRandom, type Random } from '../random';
import type { SampleOptions } from './sample-table';

/** What sentences are about, and the words that belong to it. */
const TOPICS = [
  'coffee cup barista espresso roast beans milk foam grinder aroma',
  'train station ticket platform journey rail delay carriage timetable conductor',
  'guitar drum melody singer concert rhythm chorus album stage violin',
  'doctor nurse hospital patient medicine clinic fever surgery therapy vaccine',
  'garden seed flower soil rose spade blossom tulip watering hedge',
  'laptop keyboard screen software battery processor memory browser code download',
  'football goal striker referee stadium penalty league trainer jersey match',
  'oven flour butter dough recipe sugar pastry yeast cake bakery',
].map(words => words.split(' '));
/** Words of any sentence. */
const COMMON = 'the a and with for in of new old very'.split(' ');
const [SHORTEST, LONGEST] = [3, 15];
const SHARE_OF_COMMON = 0.3;
const SHARE_OF_OTHERS = 0.05;

/**
 * Sentences of 3 to 15 words, one a line. Each is about one of eight topics, whose words stand together in it, among words
 * that stand anywhere.
 */
export function sampleCorpus({ rows, seed }: SampleOptions): string[] {
  const random = createRandom(seed);
  return Array.from({ length: rows }, () => {
    const topic = oneOf(TOPICS, random);
    const length = random.integer(SHORTEST, LONGEST);
    return Array.from({ length }, () => oneOf(wordsFor(topic, random), random)).join(' ');
  });
}

function wordsFor(topic: readonly string[], random: Random): readonly string[] {
  const chance = random.uniform();
  if (chance < SHARE_OF_COMMON) return COMMON;
  return chance < SHARE_OF_COMMON + SHARE_OF_OTHERS ? oneOf(TOPICS, random) : topic;
}

function oneOf<T>(choices: readonly T[], random: Random): T {
  return choices[random.integer(0, choices.length - 1)];
}
