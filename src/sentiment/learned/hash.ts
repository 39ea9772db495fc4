/**
 * Returns the column of a feature among 2^`bits` (Weinberger et al. 2009, "Feature hashing for large scale multitask
 * learning"): FNV-1a of its UTF-16 units, folded.
 */
export function columnOf(name: string, bits: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  hash ^= hash >>> 13;
  return (hash >>> 0) & ((1 << bits) - 1);
}
