import { createHash, randomBytes } from 'node:crypto';

/** A name that no other run has: what clients were told in another means nothing in this one. */
export const nameRun = (): string => randomBytes(8).toString('hex');

/** Enough to tell one file from another. */
export function digestOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 8);
}
