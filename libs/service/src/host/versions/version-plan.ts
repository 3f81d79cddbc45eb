import { CorruptPackage, labelFile, type Labels } from '@reckit/artifacts';
import { quoted } from '@reckit/messages';
import type { VersionSettings } from '../../lifecycle/version-settings';
import { TrafficShares } from './traffic-shares';

/** So far a sum of decimal fractions may be off. */
const ROUNDING = 1e-9;

/** Which label of a model means which version, and what it answers. */
export interface PlannedLabel {
  readonly label: string;
  readonly version: string;
  /** Of a hundred requests that name no version. */
  readonly percent: number;
}

/** Which versions of one model are wanted beside the current one: as the environment says, and as the file of labels does. */
export class VersionPlan {
  readonly planned: readonly PlannedLabel[];
  /** The version that each label means. */
  readonly labels: ReadonlyMap<string, string>;
  /** Which label answers a request that names no version. */
  readonly shares: TrafficShares;
  /** The version that scores what others answer; null for none. */
  readonly shadow: string | null;
  /** What asks for versions: variables, and the file. */
  readonly sources: readonly string[];
  /** The versions that are named, without those that are only counted; nor the shadow. */
  readonly named: readonly string[];
  /** How many of the newest versions are wanted. */
  readonly newest: number;

  /**
   * @param model - whose settings are read; those that name no model are for the only one
   * @param filed - the labels of the file; one that the environment has as well means what it does there
   * @throws CorruptPackage if both together share out more than there is
   */
  constructor(settings: VersionSettings & { readonly modelDir: string }, model: string, filed: Labels = {}) {
    const own = <T extends { readonly model: string | null }>(entries: readonly T[]): readonly T[] =>
      entries.filter(entry => entry.model === null || entry.model === model);
    const listed = own(settings.modelVersions);
    const fixed = own(settings.modelLabels);
    const fixedShares = own(settings.modelShare);
    const shadows = own(settings.modelShadow);
    const isFixed = new Set(fixed.map(({ label }) => label));
    const added = Object.entries(filed).filter(([label]) => !isFixed.has(label));
    const shares = [
      ...fixedShares,
      ...added.flatMap(([label, { share = 0 }]) => (share > 0 ? [{ label, percent: share }] : [])),
    ];
    const percentOf = new Map(shares.map(({ label, percent }) => [label, percent]));
    const file = labelFile(settings.modelDir, model);
    assertHundred(shares, file);
    this.planned = [...fixed, ...added.map(([label, { version }]) => ({ label, version }))].map(
      ({ label, version }) => ({ label, version, percent: percentOf.get(label) ?? 0 }),
    );
    this.labels = new Map(this.planned.map(({ label, version }) => [label, version]));
    this.shares = new TrafficShares(shares);
    this.shadow = shadows.at(0)?.version ?? null;
    this.newest = Math.max(0, ...listed.map(entry => (entry.kind === 'newest' ? entry.count : 0)));
    const versions = listed.flatMap(entry => (entry.kind === 'version' ? [entry.version] : []));
    this.named = [...new Set([...versions, ...this.labels.values()])];
    this.sources = [
      ...(listed.length > 0 ? ['MODEL_VERSIONS'] : []),
      ...(fixed.length > 0 ? ['MODEL_LABELS'] : []),
      ...(shadows.length > 0 ? ['MODEL_SHADOW'] : []),
      ...(added.length > 0 ? [file] : []),
    ];
  }

  /** Whether there is to be nothing but the current version. */
  get isEmpty(): boolean {
    return this.sources.length === 0;
  }
}

/** The environment and the file share out a hundred percent each at most; together it may be more. */
function assertHundred(
  shares: readonly { readonly label: string; readonly percent: number }[],
  file: string,
): void {
  const sum = shares.reduce((total, { percent }) => total + percent, 0);
  if (sum <= 100 + ROUNDING) return;
  const labels = shares.map(({ label }) => quoted(label)).join(', ');
  throw new CorruptPackage(
    `${file} and MODEL_SHARE share out ${Number(sum.toFixed(6))} percent together (${labels}): make it 100 at most.`,
  );
}
