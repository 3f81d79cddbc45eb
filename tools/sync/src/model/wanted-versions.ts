import type { Labels } from '@reckit/artifacts';
import { findVersion, productionOf, type Registry } from '@reckit/registry';

/** Which version of a model is to serve: the one in production, the one of a label, or one by its name. */
export type Choice =
  | { readonly kind: 'production' }
  | { readonly kind: 'label'; readonly label: string }
  | { readonly kind: 'version'; readonly version: string };

/** What a registry asks of a model directory. */
export interface WantedVersions {
  /** The version that is to be named; null where nothing is deployed. */
  readonly current: string | null;
  /** What else has a name. */
  readonly labels: Labels;
  /** The version that is being deployed: it is there when services are told to load it. */
  readonly ahead: string | null;
  /** The version before the current one, which stays for a roll-back; it is not fetched for that. */
  readonly before: string | null;
}

/** What the registry asks for; one version that was chosen otherwise goes without labels and deployments. */
export function wantedVersions(registry: Registry, model: string, choice: Choice): WantedVersions {
  const labels = registry.labels?.[model] ?? {};
  switch (choice.kind) {
    case 'version':
      return only(choice.version);
    case 'label':
      return only(labels[choice.label]?.version ?? null);
    case 'production': {
      const current = productionOf(registry, model)?.version ?? null;
      return {
        current,
        labels,
        ahead: registry.deployments[model]?.version ?? null,
        before: current === null ? null : (findVersion(registry, model, current)?.replaced ?? null),
      };
    }
  }
}

/** All versions that are wanted, the most urgent first. */
export function toBeThere({ current, labels, ahead }: WantedVersions): readonly string[] {
  const labelled = Object.values(labels).map(({ version }) => version);
  return [...new Set([current, ahead, ...labelled])].filter(version => version !== null);
}

function only(current: string | null): WantedVersions {
  return { current, labels: {}, ahead: null, before: null };
}
