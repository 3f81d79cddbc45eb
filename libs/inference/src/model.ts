import { openParts, type ModelParts, type ModelSource } from './loading/open-parts';
import type { SessionOptions } from './scoring/session';
import { Signature } from './signature';

/** A loaded model, self-checked and warmed up. */
export class Model {
  readonly name: string;
  readonly version: string;
  /** What can be called; at least one. */
  readonly signatures: readonly Signature[];

  constructor({ name, version, signatures }: ModelParts) {
    this.name = name;
    this.version = version;
    this.signatures = signatures.map(parts => new Signature(parts));
  }

  /**
   * Loads a model in this thread, replays its checks and warms it up.
   *
   * @throws RejectedModel if any of that fails; nothing stays in memory then
   */
  static async open(source: ModelSource, options: SessionOptions = {}): Promise<Model> {
    return new Model(await openParts(source, options));
  }

  /** The signature that is meant where none is named. */
  get mainSignature(): Signature {
    return this.signatures[0];
  }

  /** The signature of this name; undefined if the model has none. */
  signature(name: string): Signature | undefined {
    return this.signatures.find(signature => signature.name === name);
  }

  /** Lets what is under way end, then frees the native memory. */
  async close(): Promise<void> {
    await Promise.all(this.signatures.map(signature => signature.close()));
  }
}
