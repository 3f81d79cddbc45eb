import { CommandFailed } from '@reckit/command-line';
import { findVersion, type Registry } from '@reckit/registry';
import type { Change } from './deployment-record';

/** What a deployment starts from. */
export interface Situation {
  readonly model: string;
  readonly registry: Registry;
  /** What `.current_version` names; null for nothing. */
  readonly current: string | null;
}

/**
 * Which version is to take the place of which. After a deployment that was killed, what served before it counts as what
 * served: nobody knows whether its version does. Of one that was trying a canary, the version before is the one that
 * serves, everywhere and alone.
 *
 * @param wanted - null for the version that served before
 * @throws CommandFailed if no such version is recorded
 */
export function planChange({ model, registry, current }: Situation, wanted: string | null): Change {
  const broken = registry.deployments[model] ?? null;
  const isUnconfirmed = broken !== null && broken.version === current;
  const from = isUnconfirmed ? broken.from : current;
  const unfinished = broken?.version ?? null;
  if (wanted !== null) return { model, version: wanted, from, unfinished };
  const isTrial = broken?.canary !== undefined && !isUnconfirmed;
  const before = isUnconfirmed ? from : isTrial ? current : replacedBy(registry, model, current);
  if (before !== null) return { model, version: before, from: current, unfinished };
  throw new CommandFailed(
    `no version of ${model} is recorded as the one before ${current ?? 'the first'}: name it with --version.`,
  );
}

function replacedBy(registry: Registry, model: string, current: string | null): string | null {
  return current === null ? null : (findVersion(registry, model, current)?.replaced ?? null);
}
