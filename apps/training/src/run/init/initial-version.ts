import path from 'node:path';
import {
  digestOfManifest,
  openPackage,
  readManifest,
  type InitialisedFrom,
  type Manifest,
  type OpenPackage,
} from '@reckit/artifacts';
import { quoted } from '@reckit/messages';
import { versionToRead } from '../../versions/version-to-read';
import { BadTrainingRun } from '../errors';
import type { InitFlags } from './init-flags';

/** By which a user means the version that is served. */
const CURRENT = 'current';

/** The version that a training goes on from. */
export interface InitialVersion {
  readonly manifest: Manifest;
  /** What the manifest of the new version says of it. */
  readonly entry: InitialisedFrom;
  /**
   * Reads and verifies files of the package.
   * @throws CorruptPackage
   */
  open(names: readonly string[]): Promise<OpenPackage>;
}

/**
 * Finds the version that the flags name, before anything else is read; null where a training begins with nothing.
 *
 * @throws MissingModel, CorruptPackage, or BadTrainingRun if it is of another kind
 */
export async function initialVersion(
  { name, kind }: { readonly name: string; readonly kind: string },
  { modelDir, initFrom }: InitFlags & { readonly modelDir: string },
): Promise<InitialVersion | null> {
  if (initFrom === undefined) return null;
  const asked = initFrom === CURRENT ? undefined : initFrom;
  const version = await versionToRead(modelDir, name, asked, '--init-from');
  const dir = path.join(modelDir, name, version);
  const manifest = await readManifest(dir);
  if (manifest.kind !== kind) {
    throw new BadTrainingRun(
      `--init-from ${version}: it is a model of the kind ${quoted(manifest.kind)}, and what is trained here is of the kind "${kind}". Name another version, or leave out --init-from.`,
    );
  }
  return {
    manifest,
    entry: { model: name, version, sha256: await digestOfManifest(dir) },
    open: names => openPackage(dir, name, names),
  };
}

/** Says that a version and this run do not fit, on both sides. */
export function doesNotFit({ version }: Pick<Manifest, 'version'>, difference: string): BadTrainingRun {
  return new BadTrainingRun(
    `--init-from ${version}: ${difference}. Train as ${version} was trained, or leave out --init-from.`,
  );
}

/** What a report says of it. */
export function initialFacts(
  initial: InitialVersion | null,
): readonly { readonly name: string; readonly value: string }[] {
  return initial ? [{ name: 'Goes on from', value: initial.entry.version }] : [];
}

/** What tells a run that goes on from a version from others, under the name that a user knows. */
export function initFingerprint(initial: InitialVersion | null): Readonly<Record<string, string>> {
  if (!initial) return {};
  const { version, sha256 } = initial.entry;
  return { '--init-from': `${version} (${sha256.slice(0, 12)})` };
}
