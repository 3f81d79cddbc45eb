/** A model, with its versions in any order. */
export interface ListedModel {
  readonly name: string;
  readonly versions: readonly ListedVersion[];
}

/** What is known of a version. */
export interface ListedVersion {
  readonly version: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly status: 'staging' | 'production' | 'archived';
  /** Further names of it, such as `canary`. @default none */
  readonly labels?: readonly string[];
  /** The version whose weights or trees it began with. @default it began with nothing */
  readonly startedFrom?: string;
  /** What says most first; of those of all versions the first few are shown. */
  readonly metrics: readonly { readonly name: string; readonly value: number | null }[];
  /** Address of its training report, relative to the page. @default there is none */
  readonly report?: string;
  /** Address of the report of its evaluation. @default there is none */
  readonly evaluation?: string;
}
