/** The hash of no characters. */
export const hashSeed = 0x811c9dc5;

/** Returns a hash with one more UTF-16 unit (FNV-1a). */
export const addToHash = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193);

/** Returns the signed 32-bit hash of all units that were added, mixed so that each of its bits depends on all of them. */
export function finishHash(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}

/**
 * Returns a hash of a word, a signed integer of 32 bits.
 *
 * @example
 * hashOf('pizza') === hashOf('pizza') // true
 */
export function hashOf(key: string): number {
  let hash = hashSeed;
  for (let at = 0; at < key.length; at += 1) hash = addToHash(hash, key.charCodeAt(at));
  return finishHash(hash);
}
