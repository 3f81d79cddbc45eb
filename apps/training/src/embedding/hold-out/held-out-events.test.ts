import { TextCorpus, type Vocabulary } from '@reckit/embedding';
import { type HeldOutEvent, HeldOutEvents } from '@reckit/training-data';

const affordable = (): number => Infinity;

interface Held {
  readonly text: TextCorpus;
  readonly vocabulary: Vocabulary;
  readonly held: readonly HeldOutEvent[];
  /** Words and ends of sentences that are trained on. */
  readonly length: number;
}

function hold(
  sequences: readonly (readonly string[])[],
  {
    minCount = 1,
    most = 100,
    seed = 1,
    afford = affordable,
  }: Partial<Record<'minCount' | 'most' | 'seed', number>> & {
    readonly afford?: (items: number) => number;
  } = {},
): Held {
  const text = new TextCorpus();
  const events = new HeldOutEvents(text, seed, most);
  sequences.forEach(sequence => events.take(sequence));
  const held = events.finish({ minCount, affordable: afford });
  const { corpus, vocabulary } = text.finish(minCount);
  return { text, vocabulary, held, length: corpus.length };
}

/** Twenty sequences of ten items, of which all are frequent. */
const SEQUENCES = Array.from({ length: 20 }, (_, i) =>
  Array.from({ length: 10 }, (_event, j) => `i${(i + j) % 12}`),
);

test('the last event of each sequence is held out, with those before it', () => {
  const { held, vocabulary, length, text } = hold(SEQUENCES);
  expect(held).toHaveLength(20);
  const named = held.map(({ before, target }) => [...before, target].map(word => `i${word}`));
  expect(named.sort()).toEqual(SEQUENCES.map(sequence => [...sequence]).sort());
  expect(vocabulary.counts.reduce((sum, count) => sum + count, 0)).toBe(200);
  expect(text.words).toBe(200);
  expect(length).toBe(20 * (9 + 1));
});

test('no more are held out than were asked for, a fifth of all events, and what can be ranked', () => {
  const drawn = hold(SEQUENCES, { most: 7 });
  expect(drawn.held).toHaveLength(7);
  expect(drawn.length).toBe(7 * 10 + 13 * 11);
  expect(hold(SEQUENCES.map(sequence => sequence.slice(0, 2))).held).toHaveLength(8);
  const asked: number[] = [];
  const afford = (items: number): number => asked.push(items) && 3;
  expect(hold(SEQUENCES, { afford }).held).toHaveLength(3);
  expect(asked).toEqual([12]);
});

test('every sequence is as likely to be drawn as any other', () => {
  const sequences = Array.from({ length: 40 }, (_, i) => ['a', 'b', 'a', 'b', 'a', `s${i}`, 'a']);
  const counts = new Array<number>(40).fill(0);
  const runs = 400;
  for (let seed = 0; seed < runs; seed++) {
    for (const { before } of hold(sequences, { most: 10, seed }).held) counts[before[5] - 2]++;
  }
  const expected = (runs * 10) / 40;
  for (const count of counts) expect(Math.abs(count - expected)).toBeLessThan(5 * Math.sqrt(expected));
});

test('an item that would be too rare then stays in, and its vector is trained', () => {
  const frequent = Array.from({ length: 10 }, () => ['a', 'b', 'a', 'b']);
  const { held, vocabulary } = hold([
    ...frequent,
    ['a', 'b', 'rare'],
    ['b', 'a', 'twice'],
    ['a', 'b', 'twice'],
  ]);
  const targets = held.map(({ target }) => vocabulary.words[vocabulary.ranks[target]]);
  expect(targets).not.toContain('rare');
  expect(targets.filter(target => target === 'twice')).toHaveLength(1);
});

test('nothing is held out behind items that have no vector, nor an item that has none', () => {
  const frequent = Array.from({ length: 10 }, () => ['a', 'b', 'a', 'b']);
  const { held } = hold([...frequent, ['x', 'y', 'a'], ['a', 'b', 'z']], { minCount: 3 });
  expect(held.every(({ before }) => before.length === 3)).toBe(true);
});

test('a sequence of one event is trained on as it is, and the same seed draws the same', () => {
  expect(hold([['a'], ['b'], ['a']]).held).toEqual([]);
  const [first, again, other] = [1, 1, 2].map(seed => hold(SEQUENCES, { most: 5, seed }).held);
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

test('of data that nothing is trained on, the last events of all sequences are told, rare ones too', () => {
  const text = new TextCorpus();
  const events = new HeldOutEvents(text, 1, 3);
  for (const sequence of [['a', 'b', 'c'], ['b'], ['c', 'd'], ['a', 'e']]) events.take(sequence);
  expect(events.all().map(({ before, target }) => [[...before], target])).toEqual([
    [[0, 1], 2],
    [[2], 3],
    [[0], 4],
  ]);
  text.discard();
});
