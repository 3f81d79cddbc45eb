export {
  BatchDependence,
  InvalidDeclaration,
  KernelNotCovered,
  TracedValueRead,
  TracerError,
} from './errors';
export { trace } from './trace';
export type { Tracing } from './trace';
export type { ElementType } from './traced-tensor';
