import type { VersionSettings } from '../../lifecycle/version-settings';
import { TrafficShares } from './traffic-shares';

/** What is set of one model's versions beside the current one. */
export class VersionPlan {
  /** The version that each label means. */
  readonly labels: ReadonlyMap<string, string>;
  /** Which label answers a request that names no version. */
  readonly shares: TrafficShares;
  /** The version that scores what others answer; null for none. */
  readonly shadow: string | null;
  /** The variables that ask for versions. */
  readonly variables: readonly string[];
  /** The versions that are named, without those that are only counted; nor the shadow. */
  readonly named: readonly string[];
  /** How many of the newest versions are wanted. */
  readonly newest: number;

  /** @param model - whose settings are read; those that name no model are for the only one */
  constructor(settings: VersionSettings, model: string) {
    const own = <T extends { readonly model: string | null }>(entries: readonly T[]): readonly T[] =>
      entries.filter(entry => entry.model === null || entry.model === model);
    const listed = own(settings.modelVersions);
    const labels = own(settings.modelLabels);
    const shadows = own(settings.modelShadow);
    this.labels = new Map(labels.map(({ label, version }) => [label, version]));
    this.shares = new TrafficShares(own(settings.modelShare));
    this.shadow = shadows.at(0)?.version ?? null;
    this.newest = Math.max(0, ...listed.map(entry => (entry.kind === 'newest' ? entry.count : 0)));
    const versions = listed.flatMap(entry => (entry.kind === 'version' ? [entry.version] : []));
    this.named = [...new Set([...versions, ...this.labels.values()])];
    this.variables = [
      ...(listed.length > 0 ? ['MODEL_VERSIONS'] : []),
      ...(labels.length > 0 ? ['MODEL_LABELS'] : []),
      ...(shadows.length > 0 ? ['MODEL_SHADOW'] : []),
    ];
  }

  /** Whether there is to be nothing but the current version. */
  get isEmpty(): boolean {
    return this.variables.length === 0;
  }
}
