import { randomBytes } from 'node:crypto';

/** A name that no other run has: what clients were told in another means nothing in this one. */
export const nameRun = (): string => randomBytes(8).toString('hex');
