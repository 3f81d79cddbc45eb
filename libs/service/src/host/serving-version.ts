import type { ModelHandle } from '@reckit/inference';
import type { Pin, Standing } from './companions';
import type { NamedModel } from './named-model';

/** Which files the current version was loaded from and who asked for it, held against what is named. */
export class ServingVersion {
  /** Another one whenever other files serve; null where nothing does, or that cannot be told. */
  identity: string | null = null;
  pin: Pin | null = null;

  constructor(private readonly handle: ModelHandle) {}

  /** What serves and why; null where nothing does. */
  get standing(): Standing | null {
    const model = this.handle.current;
    return model && { version: model.version, identity: this.identity, pin: this.pin };
  }

  clear(): void {
    this.identity = null;
    this.pin = null;
  }

  /** Ends a pin whose time is over: a version was named anew. */
  heed({ wish }: NamedModel): void {
    if (this.pin && wish !== null && wish !== this.pin.wish) this.pin = null;
  }

  /** Whether it is what is named. */
  is(named: NamedModel): boolean {
    const { current } = this.handle;
    if (!current) return false;
    if (named.identity !== null) return named.identity === this.identity;
    // Its files are out of reach for the moment, but it is the one that serves.
    return named.version !== null && named.version === current.version && this.pin === null;
  }

  /** Whether the service has what it is to have: what is named, or what was asked for by name since. */
  isWanted(named: NamedModel): boolean {
    return this.handle.current !== null && (this.pin !== null || this.is(named));
  }

  /** What the metrics call the version that is named; a flat directory says it only in the files themselves. */
  labelOf(named: NamedModel): string | null {
    if (named.layout === 'package') return named.version;
    return this.is(named) ? (this.handle.current?.version ?? null) : 'unknown';
  }
}
