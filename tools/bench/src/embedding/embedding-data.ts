import { closeSync, openSync, writeSync } from 'node:fs';
import { createRandom, type Random } from '@reckit/data';

/** How much the measure of embeddings trains on and walks through. */
export interface EmbeddingData {
  readonly tokens: number;
  /** How many different words there are, about. */
  readonly words: number;
  readonly nodes: number;
  readonly edges: number;
}

export const TOPICS = 200;
const SENTENCE_LENGTH = 20;
/** Of the words of a sentence; the others are of any topic. */
const SHARE_IN_TOPIC = 0.7;
/** Neighbours are near by number for this share of the edges. */
const SHARE_NEAR = 0.6;
const NEAR = 200;
const LINES_AT_ONCE = 10_000;

/** The topic of a word as `writeSentences` names it. */
export function topicOf(word: string): number {
  return Number(word.slice(1)) % TOPICS;
}

/** Writes sentences a line each, most words of a sentence from one topic, the frequency of words as Zipf has it. */
export function writeSentences(file: string, { tokens, words }: EmbeddingData, seed: number): void {
  const random = createRandom(seed);
  const members = Math.max(1, Math.floor(words / TOPICS));
  writeLines(file, Math.ceil(tokens / SENTENCE_LENGTH), () => {
    const topic = random.integer(0, TOPICS - 1);
    const line = Array.from({ length: SENTENCE_LENGTH }, () =>
      random.uniform() < SHARE_IN_TOPIC
        ? `w${zipf(random, members) * TOPICS + topic}`
        : `w${zipf(random, members * TOPICS)}`,
    );
    return line.join(' ');
  });
}

/** From 0 to `count` - 1, the chance of each nearly that of the first divided by its number from 1 on. */
function zipf(random: Random, count: number): number {
  return Math.floor(Math.exp(random.uniform() * Math.log(count + 1))) - 1;
}

/** Writes different edges a line each, two numbers of nodes with a tab between them; some nodes have many. */
export function writeEdges(file: string, { nodes, edges }: EmbeddingData, seed: number): void {
  const random = createRandom(seed);
  const seen = new Set<number>();
  writeLines(file, edges, () => {
    for (;;) {
      const from = Math.floor(nodes * random.uniform() ** 2);
      const to =
        random.uniform() < SHARE_NEAR ? from + random.integer(1, NEAR) : random.integer(0, nodes - 1);
      const [low, high] = [Math.min(from, to % nodes), Math.max(from, to % nodes)];
      const key = low * nodes + high;
      if (low === high || seen.has(key)) continue;
      seen.add(key);
      return `${low}\t${high}`;
    }
  });
}

function writeLines(file: string, count: number, line: () => string): void {
  const descriptor = openSync(file, 'w');
  for (let written = 0; written < count; written += LINES_AT_ONCE) {
    const lines = Array.from({ length: Math.min(LINES_AT_ONCE, count - written) }, line);
    writeSync(descriptor, `${lines.join('\n')}\n`);
  }
  closeSync(descriptor);
}
