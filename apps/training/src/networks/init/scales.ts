import * as z from 'zod';
import type { InitialNetwork } from './initial-network';

const architectureSchema = z.object({ scales: z.array(z.number()) });

/** What a version divides the amounts of its tasks by, task by task: its weights answer in these units. */
export function scalesOf(initial: InitialNetwork | null): readonly number[] {
  const parsed = architectureSchema.safeParse(initial?.manifest.training['architecture']);
  return parsed.success ? parsed.data.scales : [];
}
