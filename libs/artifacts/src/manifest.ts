import * as z from 'zod';
import { dataValidation, featureStatistics } from './feature-statistics';
import { finds } from './finds';
import { SIMILARITIES } from './vectors/vector-format';

export const MANIFEST_FILE = 'manifest.json';

/** The graph and the description of features of a package with one signature. */
export const GRAPH_FILE = 'model.onnx';
export const FEATURE_META_FILE = 'feature_meta.json';

/** The vectors of the items of a package. */
export const VECTORS_FILE = 'item_vectors.bin';

/** Which of these vectors are neighbours in the graph that they are of. */
export const NEIGHBOURS_FILE = 'neighbours.bin';

/** The neighbours in a graph that its measured training did not have, and the vectors which that training gave. */
export const HELD_OUT_LINKS_FILE = 'held_out_links.bin';
export const HELD_OUT_VECTORS_FILE = 'held_out_vectors.bin';

/** The most vectors that are looked up by their ids: a row travels as float32, exact up to 2^24, and 0 is for none. */
const MAX_LOOKED_UP = 2 ** 24 - 2;

const SHA256 = /^[0-9a-f]{64}$/;

const fileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);

const fileEntry = z.object({
  name: fileName,
  sha256: z.string().regex(SHA256),
  size: z.number().int().nonnegative(),
});

const checks = z.object({
  /** Raw rows, as a client would send them. */
  rows: z.array(z.record(z.string(), z.unknown())).min(1),
  /** The outputs of those rows by output name. */
  outputs: z.record(z.string(), z.array(z.number())),
  /** The same of outputs that are ids. */
  ids: z.record(z.string(), z.array(z.string())).optional(),
  /** How far a replayed output may lie from the recorded one, whichever of the two allows more. */
  tolerance: z.object({ relative: z.number(), absolute: z.number() }),
});

const output = z.object({
  /** The name of the output in the graph. */
  name: z.string().min(1),
  /**
   * What the output is to a client: the model's score; the result of one task of several; the vector of an embedding;
   * the ids of what was found, and how similar each is.
   */
  role: z.enum(['score', 'task', 'embedding', 'ids', 'similarity']),
  /** What it was learnt from, so that any version can be held against the same; absent where nothing is ranked. */
  predicts: z
    .object({
      /** A probability of labels 0 and 1, a score that ranks them, or any number. */
      kind: z.enum(['probability', 'score', 'value']),
      /** As a feature file has it: the name of a column, or an object with its rule. */
      label: z.unknown(),
      /** The column with the weights of its rows. @default all count alike */
      weight_column: z.string().optional(),
    })
    .optional(),
});

const signature = z.object({
  /** The name by which clients call it; that of the model where there is only one. */
  name: z.string().min(1),
  /** The file that computes it; absent where the ids of vectors are taken, and the nearest of these are answered. */
  graph: fileName.optional(),
  /** The file that describes its features. */
  features: fileName,
  outputs: z.array(output).min(1),
  checks,
});

const vectors = z.object({
  /** The file that holds them. */
  file: fileName,
  /** The signature that encodes an item into such a vector; absent where they were learned, item by item. */
  items_of: z.string().min(1).optional(),
  /** The signature whose embedding is searched for among them, or whose rows name one of them. */
  queries_of: z.string().min(1),
  dim: z.number().int().positive(),
  count: z.number().int().nonnegative(),
  similarity: z.enum(SIMILARITIES),
});

const neighbours = z.object({
  /** The file that holds them, row by row as the vectors are. */
  file: fileName,
});

const initialisedFrom = z.object({
  model: z.string().min(1),
  version: z.string().min(1),
  /** Of its `manifest.json`, which holds those of its other files. */
  sha256: z.string().regex(SHA256),
});

const share = z.number().gt(0).lt(1);
const seed = z.number().int().nonnegative();

/** What was held out of the training, so that another version can be scored on exactly these rows. */
const heldOut = z.intersection(
  z.object({
    /** The data that hold the rows, with their fingerprint, and how they were read. */
    data: z.object({
      path: z.string(),
      sha256: z.string().regex(SHA256),
      bytes: z.number().int().nonnegative(),
      where: z.string().optional(),
      format: z.string().optional(),
      encoding: z.string().optional(),
    }),
    rows: z.number().int().nonnegative(),
    /** Of the numbers of the rows, rising from 0, each as a little-endian uint32. */
    rows_sha256: z.string().regex(SHA256),
    /** The label whose values have their shares in both parts, as a feature file has it. */
    stratified_by: z.unknown().optional(),
    /** The label whose positive rows alone could be held out. */
    among: z.unknown().optional(),
  }),
  z.discriminatedUnion('rule', [
    z.object({ rule: z.literal('random'), share, seed }),
    z.object({ rule: z.literal('time'), share, column: z.string().optional() }),
    z.object({ rule: z.literal('group'), share, seed, column: z.string() }),
    z.object({
      rule: z.literal('last'),
      ...{ share, seed, user: z.string().optional(), time: z.string().optional() },
    }),
    z.object({ rule: z.literal('none') }),
    /** All rows of data of their own. */
    z.object({ rule: z.literal('file') }),
  ]),
);

const origin = z.object({
  model: z.string().min(1),
  version: z.string().min(1),
  kind: z.string().min(1),
  created_at: z.string(),
  files: z.array(fileEntry).min(1),
  features: z.array(z.unknown()),
  /** How values of categories become the texts of the vocabularies: 2 for the canonical form, absent for as they stand. */
  category_form: z.number().int().optional(),
  /** The version whose weights it went on from; absent for a training from nothing. */
  initialised_from: initialisedFrom.optional(),
  training: z.record(z.string(), z.unknown()),
  data: z.looseObject({ split: heldOut.optional() }),
  seeds: z.record(z.string(), z.number()),
  metrics: z.record(z.string(), z.number().nullable()),
  /** What the training rows had of each feature; absent where features are not read from rows, and in older packages. */
  statistics: z.array(featureStatistics).optional(),
  /** What was looked for in the data before the training, and found; absent where nobody looked. */
  validation: dataValidation.optional(),
  /** How it is measured what it finds; absent where it ranks, and in older packages. */
  finds: finds.optional(),
});

/** The format that is written; its signatures are loaded, checked, versioned and swapped together. */
const secondFormat = origin
  .extend({
    format: z.literal(2),
    signatures: z.array(signature).min(1),
    /** The vectors of items, for packages that are searched. */
    vectors: vectors.optional(),
    /** Which of them are neighbours in a graph, so that these can be left out. */
    neighbours: neighbours.optional(),
  })
  .superRefine(({ signatures, vectors }, { addIssue }) => {
    const expected = (path: (string | number)[], what: string): void =>
      addIssue({ code: 'custom', path, message: `expected ${what}` });
    for (const [i, { name, graph }] of signatures.entries()) {
      if (graph !== undefined) continue;
      if (vectors?.queries_of !== name)
        expected(
          ['signatures', i, 'graph'],
          'the file that computes it, since no vectors are looked up by it',
        );
      else if (vectors.items_of !== undefined)
        expected(['vectors', 'items_of'], `no signature, since ${name} takes the ids of the vectors`);
      else if (vectors.count > MAX_LOOKED_UP)
        expected(
          ['vectors', 'count'],
          `at most ${MAX_LOOKED_UP}, since ${name} takes the ids of the vectors`,
        );
    }
  });

/** The format of packages with one signature, which has the name of the model. */
const firstFormat = origin.extend({ format: z.literal(1), checks });

/** Reads either format; what comes out is the second. */
export const manifestSchema = z
  .discriminatedUnion('format', [firstFormat, secondFormat])
  .transform((manifest): z.infer<typeof secondFormat> => {
    if (manifest.format === 2) return manifest;
    const { checks, ...rest } = manifest;
    const role = rest.kind === 'mmoe' ? 'task' : 'score';
    const outputs = Object.keys(checks.outputs).map(name => ({ name, role }) as const);
    return { ...rest, format: 2, signatures: [soleSignature(rest.model, outputs, checks)] };
  });

/** The contents of `manifest.json`: what a package is, what it was made from, and how to tell that it works. */
export type Manifest = z.infer<typeof secondFormat>;
export type FileEntry = z.infer<typeof fileEntry>;
/** One callable function of a model, as TensorFlow's SavedModel calls it: its features, its outputs, what computes it. */
export type SignatureEntry = z.infer<typeof signature>;
export type OutputEntry = z.infer<typeof output>;
/** Which file holds the vectors of items, what made them and what is searched for among them. */
export type VectorsEntry = z.infer<typeof vectors>;
/** Which file says which of the vectors are neighbours. */
export type NeighboursEntry = z.infer<typeof neighbours>;
/** What the training rows had of a feature. */
export type StatisticsEntry = z.infer<typeof featureStatistics>;
/** What was held out of a training. */
export type HeldOutEntry = z.infer<typeof heldOut>;
/** How it is measured what a package finds. */
export type FindsEntry = z.infer<typeof finds>;
/** The version that a training went on from. */
export type InitialisedFrom = z.infer<typeof initialisedFrom>;
/** Sample rows with their outputs, replayed before a package serves. */
export type Checks = z.infer<typeof checks>;

/** The signature of a model that has only one, in the files that it usually has. */
export function soleSignature(
  model: string,
  outputs: SignatureEntry['outputs'],
  recorded: Checks,
): SignatureEntry {
  return { name: model, graph: GRAPH_FILE, features: FEATURE_META_FILE, outputs, checks: recorded };
}

/** The signature of a model that takes the id of one of its vectors, and answers those that are nearest to it. */
export function lookupSignature(model: string, recorded: Checks): SignatureEntry {
  const outputs: SignatureEntry['outputs'] = [
    { name: 'item_ids', role: 'ids' },
    { name: 'scores', role: 'similarity' },
  ];
  return { name: model, features: FEATURE_META_FILE, outputs, checks: recorded };
}
