import { createHash } from 'node:crypto';

/** A text's SHA-256, or its first hexadecimal digits: a key of a known size for a text of any. */
export function digestOf(text: string, digits = 64): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}
