import * as z from 'zod';

const count = z.number().nonnegative();

const rows = {
  name: z.string(),
  rows: count,
  /** Rows without a value; of a sequence, those without an event. */
  missing: count,
};

const categoryHistogram = z.object({
  values: z.array(z.string()).readonly(),
  counts: z.array(count).readonly(),
  others: count,
  missing: count,
});

const numberStatistics = z.object({
  ...rows,
  kind: z.literal('numeric'),
  mean: z.number().nullable(),
  std: z.number().nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  quantiles: z.array(z.object({ share: z.number(), value: z.number() })).readonly(),
  histogram: z.object({
    edges: z.array(z.number()).readonly(),
    counts: z.array(count).min(1).readonly(),
    missing: count,
  }),
});

const categoryStatistics = z.object({
  ...rows,
  kind: z.literal('categorical'),
  distinct: count,
  histogram: categoryHistogram,
});

const sequenceStatistics = z.object({
  ...rows,
  kind: z.literal('sequence'),
  distinct: count,
  mean_length: z.number(),
  histogram: categoryHistogram,
});

/** What the training rows had of a feature, in raw values; rows that are served can be sorted into the same bins. */
export const featureStatistics = z
  .discriminatedUnion('kind', [numberStatistics, categoryStatistics, sequenceStatistics])
  .refine(
    ({ histogram }) =>
      histogram.counts.length ===
      ('edges' in histogram ? histogram.edges.length + 1 : histogram.values.length),
    'expected a count for each bin',
  );

/** What was looked for in the data of a training before it began, and found. */
export const dataValidation = z.object({
  rows: count,
  /** What its user should know. */
  findings: z.array(
    z.object({
      /** The name of the check that found it. */
      check: z.string(),
      /** What it is about; absent where it is about the data as a whole. */
      column: z.string().optional(),
      message: z.string(),
      /** Whether a training of these settings stops at it. */
      stops: z.boolean(),
    }),
  ),
  /** How the values of each label are spread. */
  labels: z.array(featureStatistics),
  /** The population stability index of each feature since a version; absent where there was none to compare with. */
  drift: z
    .object({ since: z.string(), psi: z.array(z.object({ name: z.string(), psi: z.number() })) })
    .optional(),
});
