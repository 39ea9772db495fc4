import { createHash } from 'node:crypto';

/**
 * Returns a text's SHA-256, or its first hexadecimal digits: a key of a known size for a text of any.
 * @example digestOf('pizza', 8) // '9ed15158'
 */
export function digestOf(text: string, digits = 64): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}
