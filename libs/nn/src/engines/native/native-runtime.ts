import { createRequire } from 'node:module';
import { switchOffTelemetry } from '../switch-off-telemetry';
import { BoundSession } from './bound-session';
import { ortLibraryPath } from './library-path';
import { OpenOrt } from './open-ort';

/** A tensor at a place of a memory that does not move. */
export interface PlacedTensor {
  readonly type: 'float' | 'bool' | 'int32' | 'int64';
  /** `[]` is a scalar. */
  readonly shape: readonly number[];
  /** A view of the memory, as long as the tensor. */
  readonly bytes: Uint8Array;
}

/** A loaded graph whose inputs and outputs are bound to places for good. */
export interface BoundGraph {
  /**
   * Computes the outputs from what is at the places of the inputs.
   *
   * @throws NativeFault with the runtime's words; what is at the places of the outputs is then undefined
   */
  run(): void;
  /** Gives back all that the graph holds; it cannot run any more. */
  close(): void;
}

/** ONNX Runtime called where the tensors lie, without copies. */
export interface NativeRuntime {
  /**
   * Loads a graph.
   *
   * @param threads - inside one operation. Graphs that are opened with as many as the first graph share them: others have
   *   threads of their own, which take longer to wake than most operations take
   * @param tensors - by the names of all inputs and outputs; the memory is held until the graph is closed
   * @throws NativeFault if the runtime refuses the graph, or the tensors are not those of the graph
   */
  open(onnx: Uint8Array, threads: number, tensors: Readonly<Record<string, PlacedTensor>>): BoundGraph;
}

let loaded: NativeRuntime | undefined;

/**
 * The library that onnxruntime-node brings, called by its C interface: found and loaded at the first call. Both may be used
 * in one process, in any thread.
 *
 * @throws NativeRuntimeUnavailable if it is missing, or too old
 */
export function loadNativeRuntime(): NativeRuntime {
  loaded ??= openRuntime();
  return loaded;
}

function openRuntime(): NativeRuntime {
  switchOffTelemetry();
  holdLibrary();
  const ort = new OpenOrt(ortLibraryPath());
  return { open: (onnx, threads, tensors) => BoundSession.open(ort, onnx, threads, tensors) };
}

/**
 * Koffi unloads a library when its handle is collected, though threads run in it and its functions are known by address.
 * What onnxruntime-node has loaded stays for as long as the process.
 */
function holdLibrary(): void {
  createRequire(__filename)('onnxruntime-node');
}
