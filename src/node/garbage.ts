import { setFlagsFromString } from 'node:v8';

/** The share by which V8 lets an old generation grow between two collections, in percent. */
const growthPercent = 30;

/**
 * Bounds the garbage of long-lived objects, in all threads of the process. On a machine with much memory V8 would let it
 * grow to four times what is in use, so that a burst of work costs some hundred MiB that nobody needs.
 */
export function boundGarbage(): void {
  setFlagsFromString(`--heap-growing-percent=${growthPercent}`);
}
