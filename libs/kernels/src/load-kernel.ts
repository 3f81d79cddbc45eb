/** The part of WebAssembly's interface that is used here; its types belong to the library of browsers. */
interface Engine {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  readonly Memory: new (pages: { initial: number; maximum: number; shared: true }) => GrowingMemory;
}

/** Memory that instances of a kernel in several threads work on; it can be posted to a thread. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

/** Shared memory that grows without moving. */
export interface GrowingMemory extends SharedMemory {
  /** By so many pages of 64 KiB; `buffer` is another one then, and views on the one before stay good. */
  grow(pages: number): number;
}

export const PAGE_BYTES = 65_536;
/** What a kernel of 32 bits can address. */
export const MOST_BYTES = 2 ** 32;

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

/**
 * Memory of at least so many bytes, zeros, for kernels that share it.
 *
 * @throws RangeError if there is not so much
 */
export function sharedMemory(bytes: number): SharedMemory {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  return new engine.Memory({ initial: pages, maximum: pages, shared: true });
}

/** Memory of a page that may grow to all that a kernel can address. */
export function growingMemory(): GrowingMemory {
  return new engine.Memory({ initial: 1, maximum: MOST_BYTES / PAGE_BYTES, shared: true });
}

/** Makes an instance of a kernel that works on memory which others work on as well. */
export function loadSharingKernel<Exports>(base64: string, memory: SharedMemory): Exports {
  const module = new engine.Module(Buffer.from(base64, 'base64'));
  // What a module exports is written in its source and nowhere in its bytes.
  return new engine.Instance(module, { env: { memory } }).exports as Exports;
}
