import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CategoryCoding, FeatureSpec } from '../spec/feature-spec';

/** So many texts get their places in a few milliseconds. */
const TEXTS_A_TURN = 10_000;

/** By the list itself: whoever looks up in a vocabulary shares what was made of it. */
const made = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

/** The places of the values of a vocabulary in its list. */
export function vocabularyPositions(values: readonly string[]): ReadonlyMap<string, number> {
  const known = made.get(values);
  if (known) return known;
  const positions = new Map<string, number>();
  addPositions(positions, values, 0, values.length);
  made.set(values, positions);
  return positions;
}

/**
 * Makes ready what looks up in the vocabularies of a spec, a few milliseconds at a time: an encoder of a million values is
 * then made at once, where it would take a second.
 */
export async function prepareVocabularies({ features }: FeatureSpec): Promise<void> {
  for (const feature of features) {
    if (feature.kind !== 'numeric') await preparePositions(feature.coding);
  }
}

async function preparePositions(coding: CategoryCoding): Promise<void> {
  if (coding.kind !== 'vocabulary' || made.has(coding.values)) return;
  const { values } = coding;
  const positions = new Map<string, number>();
  for (let start = 0; start < values.length; start += TEXTS_A_TURN) {
    if (start > 0) await nextTurn();
    addPositions(positions, values, start, Math.min(values.length, start + TEXTS_A_TURN));
  }
  made.set(values, positions);
}

function addPositions(
  positions: Map<string, number>,
  values: readonly string[],
  start: number,
  end: number,
): void {
  for (let i = start; i < end; i++) positions.set(values[i], i);
}
