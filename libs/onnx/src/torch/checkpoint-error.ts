import { InvalidModelFile, UnsupportedModel } from '../errors';

/** @throws InvalidModelFile always */
export function damaged(what: string, where: string): never {
  throw new InvalidModelFile(what, where, 'PyTorch checkpoint');
}

/** @throws UnsupportedModel always */
export function unsupported(what: string, remedy: string): never {
  throw new UnsupportedModel(what, remedy, 'PyTorch checkpoint');
}
