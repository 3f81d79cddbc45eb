import { UnexpectedAnswer } from '../errors';
import { listAt, listOf, numberAt, objectAt, textAt } from './checked';
import type { Neighbours, Prediction, Tasks } from './prediction';

/** A prediction as JSON has it: a list with an entry for each row. */
export class EntriesPrediction implements Prediction {
  readonly #entries: readonly unknown[];

  /**
   * @param key - under which the list stands
   * @throws UnexpectedAnswer if it is none
   */
  constructor(
    entries: unknown,
    private readonly key: string,
    private readonly rowCount: number,
  ) {
    this.#entries = listAt(entries, key);
  }

  scores(): readonly number[] {
    return this.#perRow(numberAt);
  }

  tasks(): readonly Tasks[] {
    return this.#perRow(tasksAt);
  }

  vectors(): readonly (readonly number[])[] {
    // The embedding of one row may be the list itself, as the Reckit clients have it.
    if (this.rowCount === 1 && this.#entries.every(entry => typeof entry === 'number'))
      return [listOf(this.#entries, this.key, numberAt)];
    return this.#perRow((entry, place) => listOf(entry, place, numberAt));
  }

  neighbours(): readonly Neighbours[] {
    return this.#perRow(neighboursAt);
  }

  #perRow<Entry>(read: (entry: unknown, place: string) => Entry): readonly Entry[] {
    const entries = listOf(this.#entries, this.key, read);
    if (entries.length === this.rowCount) return entries;
    throw new UnexpectedAnswer(`${this.key} has ${entries.length} entries for ${this.rowCount} rows.`);
  }
}

/** The named scores that an object is. */
export function tasksAt(value: unknown, place: string): Tasks {
  return Object.fromEntries(
    Object.entries(objectAt(value, place)).map(([task, score]) => [
      task,
      numberAt(score, `${place}.${task}`),
    ]),
  );
}

/** Ids alone, or an object of a list of ids and one of numbers, whatever their names. */
function neighboursAt(value: unknown, place: string): Neighbours {
  if (Array.isArray(value)) return { ids: listOf(value, place, textAt), scores: null };
  const lists = Object.entries(objectAt(value, place)).map(([name, list]) => ({
    place: `${place}.${name}`,
    list: listAt(list, `${place}.${name}`),
  }));
  if (lists.length !== 2) throw new UnexpectedAnswer(`Expected ids and scores as ${place}.`);
  // Of a row without neighbours both are empty, and their order does not matter.
  const [ids, scores] = lists[0].list.some(each => typeof each === 'number') ? [...lists].reverse() : lists;
  return {
    ids: listOf(ids.list, ids.place, textAt),
    scores: listOf(scores.list, scores.place, numberAt),
  };
}
