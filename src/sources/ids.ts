import { createHash } from 'node:crypto';
import { parseJson } from '../model/index.ts';

/**
 * Returns a text's SHA-256, or its first hexadecimal digits: a key of a known size for a text of any.
 * @example digestOf('pizza', 8) // '9ed15158'
 */
export function digestOf(text: string, digits = 64): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}

// Beyond 2^53, which has 16 digits, a number of JSON is rounded.
const longInteger = /\d{16}/;
// The strings and the numbers of a JSON text.
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Parses JSON whose integers may be ids: one that a number can't hold becomes a string of its digits. Returns undefined
 * when the text is not valid JSON.
 * @example parseJsonWithIds('{"id":1742345678901234567}') // { id: '1742345678901234567' }
 */
export function parseJsonWithIds(text: string): unknown {
  if (!longInteger.test(text)) return parseJson(text);
  return parseJson(text.replaceAll(token, (found) => (isRounded(found) ? `"${found}"` : found)));
}

const isRounded = (found: string): boolean => /^-?\d{16,}$/.test(found) && !Number.isSafeInteger(Number(found));
