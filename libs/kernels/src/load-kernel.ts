/** The part of WebAssembly's interface that is used here; its types belong to the library of browsers. */
interface Engine {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

/** What every kernel has beside its functions. */
export interface KernelMemory {
  readonly memory: {
    /** Another one after the memory has grown. */
    readonly buffer: ArrayBuffer;
    /** By so many pages of 64 KiB. */
    grow(pages: number): number;
  };
}

const engine = (globalThis as unknown as { readonly WebAssembly: Engine }).WebAssembly;

/**
 * Makes an instance of a kernel with a memory of its own.
 *
 * @param base64 - the compiled module
 * @typeParam Exports - the functions that the source of the kernel exports
 */
export function loadKernel<Exports>(base64: string): Exports & KernelMemory {
  const module = new engine.Module(Buffer.from(base64, 'base64'));
  // What a module exports is written in its source and nowhere in its bytes.
  return new engine.Instance(module, {}).exports as Exports & KernelMemory;
}
