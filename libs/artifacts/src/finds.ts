import * as z from 'zod';

const column = z.string().min(1);
const seenItems = z.enum(['excluded', 'kept']);
const SHA256 = /^[0-9a-f]{64}$/;

/** Items are found for who asks; a row says who asked, and which item was the right one. */
const items = z.object({
  what: z.literal('items'),
  /** The column with the id of the item; null where its features alone tell which it is. */
  item_column: column.nullable(),
  user_column: column.nullable(),
  time_column: column.nullable(),
  /** The feature that is what a user met before, and its column; that of a log is made of earlier rows, and has none. */
  history: z.object({ feature: column, column: column.nullable() }).nullable(),
  /** The label whose positive rows alone belong together, as a feature file has it. @default all do */
  label: z.unknown().optional(),
  /** Whether what a user has had is left out of what is found. */
  seen_items: seenItems,
});

/** What comes next in a sequence is found by what came last. */
const nextItems = z.object({
  what: z.literal('next_items'),
  reads: z.enum(['sequences', 'text']),
  /** The columns that it is read from, as the flags of the training name them; absent where they are found by themselves. */
  columns: z.object({
    sequence: column.optional(),
    separator: z.string(),
    user: column.optional(),
    item: column.optional(),
    time: column.optional(),
    text: column.optional(),
  }),
  /** The mean vector of so many items before is what is looked for. */
  recent: z.number().int().positive(),
  seen_items: z.enum(['auto', 'exclude', 'keep']),
  /** Last events of sequences that were held out; absent where none were. */
  held_out: z
    .object({
      data: z.object({
        path: z.string(),
        sha256: z.string().regex(SHA256),
        where: z.string().optional(),
        format: z.string().optional(),
        encoding: z.string().optional(),
      }),
      seed: z.number().int().nonnegative(),
      min_count: z.number().int().positive(),
      events: z.number().int().positive(),
      /** Of the item of each, and how many came before it, as a JSON array a line. */
      events_sha256: z.string().regex(SHA256),
    })
    .optional(),
});

/** Neighbours in a graph are found again. */
const links = z.object({
  what: z.literal('links'),
  from_column: column,
  to_column: column,
  /** Pairs of neighbours that a training of its own did not have; absent where none were held out. */
  held_out: z
    .object({
      pairs: z.number().int().positive(),
      /** The file of these pairs, row by row as the vectors of the package are. */
      links: z.string().min(1),
      /** The file of the vectors that this training gave. */
      vectors: z.string().min(1),
    })
    .optional(),
});

/** What a package finds, and how that is held against what was there, so that any version is measured alike. */
export const finds = z.discriminatedUnion('what', [items, nextItems, links]);
