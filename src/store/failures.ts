import { UndertoneError } from '../model/index.ts';

/** Returns whether an error may be over after a retry. */
export function isTransient(error: unknown): error is UndertoneError {
  return error instanceof UndertoneError && error.transient;
}

export function rethrow(error: unknown): never {
  throw error;
}
