import { CheckpointOfOtherRun } from '../../errors';

/**
 * What makes a run the run it is: its settings, and digests of its features and its data. The names are shown to
 * the user.
 */
export type Fingerprint = Readonly<Record<string, string | number | boolean | null>>;

/**
 * Makes sure that a checkpoint is of the run that is to go on from it.
 *
 * @throws CheckpointOfOtherRun, naming every setting that differs
 */
export function assertSameRun(
  { file, fingerprint }: { readonly file: string; readonly fingerprint: Fingerprint },
  run: Fingerprint,
): void {
  const names = new Set([...Object.keys(fingerprint), ...Object.keys(run)]);
  const differences = [...names]
    .filter(name => fingerprint[name] !== run[name])
    .map(
      name => `${name} is ${shown(fingerprint[name])} in the checkpoint and ${shown(run[name])} in this run`,
    );
  if (differences.length === 0) return;
  throw new CheckpointOfOtherRun(
    `${file} is of another run: ${differences.join('; ')}. ` +
      'Give the settings and data of the checkpoint, or start without --resume.',
  );
}

function shown(value: Fingerprint[string] | undefined): string {
  return value === undefined ? 'not set' : JSON.stringify(value);
}
