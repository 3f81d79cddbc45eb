/** Data from elsewhere as they were at one time, in files on this machine that are read as all files are. */
export interface Snapshot {
  /** A file, or a folder of files that are one table. */
  readonly path: string;
  /** What messages and manifests call the data, such as `s3://bucket/key`; no secret is in it. */
  readonly shown: string;
  /** What stands for the folder in the names of files in it, such as `s3://bucket/`. @default `shown` */
  readonly root?: string;
  /** Where the data came from and what tells this state of them from another, for the manifest. */
  readonly origin: Readonly<Record<string, unknown>>;
  /** Gives back what was taken: temporary files are removed, those of a cache are free to go. */
  release(): Promise<void>;
}
