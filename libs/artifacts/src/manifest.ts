import * as z from 'zod';

export const MANIFEST_FILE = 'manifest.json';

const fileEntry = z.object({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.number().int().nonnegative(),
});

const checks = z.object({
  /** Raw rows, as a client would send them. */
  rows: z.array(z.record(z.string(), z.unknown())).min(1),
  /** The outputs of those rows by output name. */
  outputs: z.record(z.string(), z.array(z.number())),
  /** How far a replayed output may lie from the recorded one, whichever of the two allows more. */
  tolerance: z.object({ relative: z.number(), absolute: z.number() }),
});

export const manifestSchema = z.object({
  format: z.literal(1),
  model: z.string().min(1),
  version: z.string().min(1),
  kind: z.string().min(1),
  created_at: z.string(),
  files: z.array(fileEntry).min(1),
  features: z.array(z.unknown()),
  /** How values of categories become the texts of the vocabularies: 2 for the canonical form, absent for as they stand. */
  category_form: z.number().int().optional(),
  training: z.record(z.string(), z.unknown()),
  data: z.record(z.string(), z.unknown()),
  seeds: z.record(z.string(), z.number()),
  metrics: z.record(z.string(), z.number().nullable()),
  checks,
});

/** The contents of `manifest.json`: what a package is, what it was made from, and how to tell that it works. */
export type Manifest = z.infer<typeof manifestSchema>;
export type FileEntry = z.infer<typeof fileEntry>;
/** Sample rows with their outputs, replayed before a package serves. */
export type Checks = z.infer<typeof checks>;
