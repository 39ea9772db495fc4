/**
 * Drawn anew by each process, so that nobody outside knows keys of one hash: clients choose queries and posts, and a table
 * in which all keys collide takes time in proportion to their number.
 */
const [start = 0, factor = 0] = crypto.getRandomValues(new Int32Array(2));

/** The hash of no characters. */
export const hashSeed = start;

/** A factor of 5 modulo 8 spreads all values (Knuth 3.2.1.2). */
const multiplier = (factor & ~7) | 5;

/** Returns a hash with one more UTF-16 unit: FNV-1a with a secret start and factor. */
export const addToHash = (hash: number, code: number): number => Math.imul(hash ^ code, multiplier);

/** Returns the signed 32-bit hash of all units that were added, mixed so that each of its bits depends on all of them. */
export function finishHash(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}

/**
 * Returns a hash of a word, a signed integer of 32 bits, the same throughout a process.
 *
 * @example
 * hashOf('pizza') === hashOf('pizza') // true
 */
export function hashOf(key: string): number {
  let hash = hashSeed;
  for (let at = 0; at < key.length; at += 1) hash = addToHash(hash, key.charCodeAt(at));
  return finishHash(hash);
}
