import type { OpenVersion } from '../open-version';
import type { PackagedVectors } from './packaged-vectors';

/** What both versions are called. */
interface Names {
  readonly challenger: Pick<OpenVersion, 'version'>;
  readonly current: Pick<OpenVersion, 'version'> | null;
}

/** What both versions search among. */
export interface VectorsOfBoth {
  readonly challenger: PackagedVectors;
  readonly current: PackagedVectors | null;
}

/** Whether a version knows an id: what none of them can find says nothing of either. */
export function isKnown({ challenger, current }: VectorsOfBoth, id: string): boolean {
  return challenger.ids.rowOf(id) >= 0 || (current !== null && current.ids.rowOf(id) >= 0);
}

/**
 * What a person should know of ids that are not known.
 *
 * @param what - what they are called, in the plural
 * @param targets - those that were looked for
 * @param passedOver - how many there were beside them, which no version knows
 */
export function unknownNotes(
  { challenger, current }: Names,
  vectors: VectorsOfBoth,
  what: string,
  targets: readonly string[],
  passedOver: number,
): string[] {
  const unknownTo = (version: string, { ids }: PackagedVectors): string[] => {
    const count = targets.filter(id => ids.rowOf(id) < 0).length;
    return count === 0
      ? []
      : [
          `${version} does not know ${shown(count)} of ${shown(targets.length)} ${what}, and does not find them.`,
        ];
  };
  return [
    ...(passedOver === 0
      ? []
      : [`${shown(passedOver)} ${what} are known to no version, and are not looked for.`]),
    ...unknownTo(challenger.version, vectors.challenger),
    ...(current && vectors.current ? unknownTo(current.version, vectors.current) : []),
  ];
}

function shown(count: number): string {
  return count.toLocaleString('en-US');
}
