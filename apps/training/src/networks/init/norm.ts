import * as z from 'zod';
import type { Norm } from '@reckit/nn';
import type { InitialNetwork } from './initial-network';

const architectureSchema = z.object({ norm: z.enum(['batch', 'layer']) });

/** How the hidden layers of a version are normalised: its weights fit no other network. */
export function normOf({ manifest }: InitialNetwork): Norm | null {
  const parsed = architectureSchema.safeParse(manifest.training['architecture']);
  return parsed.success ? parsed.data.norm : null;
}
