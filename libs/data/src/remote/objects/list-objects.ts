import { fixedFolder, isOfTable, isPattern, patternOf } from '../../files/path-pattern';
import { nearName } from '../../sources/near-name';
import { ObjectStoreError } from './errors';
import type { ObjectAddress } from './object-address';
import type { StoredObject } from './store/object-store';

/** More files than that are no table that one would want to read file by file. */
const MAX_OBJECTS = 10_000;

/** Lists what lies in a bucket. */
export interface ListsObjects {
  list(prefix: string): AsyncIterable<readonly StoredObject[]>;
}

/** Whether an address stands for all objects of a folder, or all that match. */
export function isSeveral({ key }: ObjectAddress): boolean {
  return key === '' || key.endsWith('/') || isPattern(key);
}

/**
 * The objects that an address stands for, in the order of the store, without those that jobs leave beside their files.
 *
 * @throws ObjectStoreError if there are none, or too many
 */
export async function listObjects(store: ListsObjects, address: ObjectAddress): Promise<StoredObject[]> {
  const { key, shown } = address;
  const pattern = isPattern(key) ? patternOf(key) : null;
  const folder = pattern === null ? key : fixedFolder(key);
  const objects: StoredObject[] = [];
  let seen = 0;
  for await (const page of store.list(pattern === null ? key : key.slice(0, key.search(/[*?[]/)))) {
    seen += page.length;
    objects.push(
      ...page.filter(object =>
        pattern === null ? isOfTable(object.key.slice(folder.length)) : pattern.test(object.key),
      ),
    );
    if (objects.length > MAX_OBJECTS) {
      throw new ObjectStoreError(
        shown,
        'too-many-objects',
        `there are more than ${MAX_OBJECTS} objects. Narrow the pattern, or write larger files.`,
      );
    }
  }
  if (objects.length > 0) return objects;
  const among = seen === 0 ? 'nothing is there' : `none of the ${seen} objects there matches`;
  throw new ObjectStoreError(shown, 'no-objects', `${among}. Check the ${pattern ? 'pattern' : 'folder'}.`);
}

/**
 * What may be meant by a key that is not there, as the end of a message; empty if nothing is near, or the store does not
 * say. One page of the folder is looked at.
 */
export async function guessOf(store: ListsObjects, { key }: ObjectAddress): Promise<string> {
  const folder = key.slice(0, key.lastIndexOf('/') + 1);
  try {
    for await (const page of store.list(`${key}/`)) {
      if (page.length > 0) return ' It is a folder: write / behind it for all that is in it.';
      break;
    }
    for await (const page of store.list(folder)) {
      const names = new Map(page.map(object => [object.key.slice(folder.length).split('/')[0], object.key]));
      const near = nearName(key.slice(folder.length), [...names.keys()]);
      return near === undefined ? '' : ` Did you mean "${folder}${near}"?`;
    }
  } catch {
    // Who may read an object may not be allowed to list.
  }
  return '';
}
