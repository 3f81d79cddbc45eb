import { describeIssue } from '@reckit/messages';
import * as z from 'zod';
import { readTextFile } from '../../run/data/read-text-file';
import { BadTrainingRun } from '../../run/errors';
import type { Domain, Space } from './parameter';

const rangeSchema = z
  .strictObject({
    from: z.number(),
    to: z.number(),
    scale: z.enum(['linear', 'log']).default('linear'),
    whole: z.boolean().default(false),
  })
  .refine(({ from, to }) => from < to, 'expected "from" below "to"')
  .refine(({ from, scale }) => scale === 'linear' || from > 0, 'expected "from" above 0 for the scale "log"')
  .refine(
    ({ from, to, whole }) => !whole || (Number.isSafeInteger(from) && Number.isSafeInteger(to)),
    'expected whole numbers for "from" and "to"',
  );
const choiceSchema = z.strictObject({
  values: z.array(z.union([z.string().min(1), z.number(), z.boolean()])).min(1),
});
const spaceSchema = z.record(z.string(), z.union([rangeSchema, choiceSchema]));

/**
 * Reads the space that a user wrote: by flag, two ends or a list of values.
 *
 * @throws BadTrainingRun
 */
export async function readSpace(file: string): Promise<Space> {
  const text = await readTextFile(file, 'the space', '--space');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new BadTrainingRun(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { data, error } = spaceSchema.safeParse(json);
  if (error) throw new BadTrainingRun(`${file}: ${describeIssue(error, json)}.`);
  if (Object.keys(data).length === 0) {
    throw new BadTrainingRun(
      `${file} names nothing to search over. Write for example {"--lr": {"from": 0.0001, "to": 0.01, "scale": "log"}}.`,
    );
  }
  return new Map(Object.entries(data).map(([name, domain]) => [name, domainOf(domain)]));
}

function domainOf(written: z.infer<typeof rangeSchema> | z.infer<typeof choiceSchema>): Domain {
  return 'values' in written ? { kind: 'choice', ...written } : { kind: 'range', ...written };
}
