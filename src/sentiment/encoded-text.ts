import { byteOf, emojiSign, otherLetter, space } from './alphabet.ts';
import { readEmojiDescriptions } from './emoji-descriptions.ts';

/** A text as bytes of the scorer's alphabet, in memory that is reused for the next text. */
export interface EncodedText {
  /** A space, a letter and a few spare bytes follow the text, so that scans need no bounds check. */
  bytes: Uint8Array;
  view: DataView;
  length: number;
  /**
   * For each byte the UTF-16 offset in the text. It is not filled when `isAscii`, because the offsets are then equal.
   */
  origins: Int32Array;
  isAscii: boolean;
}

/**
 * Number of bytes after the text: the closing space and letter, and room for reading four bytes from a word's first.
 */
const padding = 8;
const usualCapacity = 1 << 13;
/** Larger memory is not kept for the next text. */
const keptCapacity = 1 << 18;

const encoder = new TextEncoder();

/** The byte of each code point of the first two planes, filled on first use (0: not yet). */
const table = new Uint8Array(0x20000);
const descriptions = new Map<number, Uint8Array>();
for (const [point, description] of readEmojiDescriptions()) {
  table[point] = emojiSign;
  descriptions.set(
    point,
    Uint8Array.from(description, (char) => byteOfCodePoint(char.codePointAt(0) ?? 0)),
  );
}

/** Creates an empty buffer for encoded texts. */
export function createEncodedText(): EncodedText {
  const encoded = { bytes: new Uint8Array(), view: new DataView(new ArrayBuffer()), origins: new Int32Array() };
  return { ...encoded, length: 0, isAscii: true };
}

/**
 * Encodes a text. Emoji become their descriptions, separated as in the reference: by a space before, unless U+0020
 * precedes or the text begins there, and by none after. Any other code point becomes one byte.
 */
export function encode(text: string, encoded: EncodedText): void {
  reserve(text.length, encoded);
  encoded.isAscii = encoder.encodeInto(text, encoded.bytes).written === text.length;
  if (encoded.isAscii) encoded.length = text.length;
  else encodeCodePoints(text, encoded);
  const { bytes, length } = encoded;
  bytes[length] = space;
  bytes[length + 1] = otherLetter;
}

function encodeCodePoints(text: string, encoded: EncodedText): void {
  let { bytes, origins } = encoded;
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const start = at;
    let point = text.charCodeAt(at);
    let byte = point;
    if (point >= 0x80) {
      if ((point & 0xfc00) === 0xd800) {
        point = text.codePointAt(at) ?? point;
        if (point > 0xffff) at++;
      }
      byte = byteOfCodePoint(point);
    }
    if (byte === emojiSign) {
      const description = descriptions.get(point) ?? new Uint8Array();
      grow(length + 1 + description.length + text.length - at, encoded);
      ({ bytes, origins } = encoded);
      if (start > 0 && text.charCodeAt(start - 1) !== space) bytes[length++] = space;
      for (const letter of description) {
        bytes[length] = letter;
        origins[length++] = start;
      }
    } else {
      bytes[length] = byte;
      origins[length++] = start;
    }
  }
  encoded.length = length;
}

function byteOfCodePoint(point: number): number {
  if (point < 0x80) return point;
  if (point >= table.length) return otherLetter;
  let byte = table[point] ?? 0;
  if (byte === 0) {
    byte = byteOf(point);
    table[point] = byte;
  }
  return byte;
}

/** Makes room for a new text; the previous one is lost. */
function reserve(length: number, encoded: EncodedText): void {
  const needed = length + padding;
  const capacity = encoded.bytes.length;
  if (capacity >= needed && (capacity <= keptCapacity || needed > keptCapacity)) return;
  allocate(Math.max(needed, usualCapacity), encoded);
}

/**
 * Makes room for more bytes and keeps those encoded so far. The capacity doubles, so growing takes linear time overall.
 */
function grow(length: number, encoded: EncodedText): void {
  const { bytes, origins } = encoded;
  if (bytes.length >= length + padding) return;
  allocate(Math.max(length + padding, 2 * bytes.length), encoded);
  encoded.bytes.set(bytes);
  encoded.origins.set(origins);
}

function allocate(capacity: number, encoded: EncodedText): void {
  encoded.bytes = new Uint8Array(capacity);
  encoded.view = new DataView(encoded.bytes.buffer);
  encoded.origins = new Int32Array(capacity);
}

/** Returns the offset in the text of the character that a byte was encoded from. */
export function startOf(byte: number, { isAscii, origins }: EncodedText): number {
  return isAscii ? byte : (origins[byte] ?? 0);
}

/** Returns the offset in the text at which the character before a byte ends. */
export function endOf(byte: number, encoded: EncodedText, text: string): number {
  if (encoded.isAscii) return byte;
  const last = startOf(byte - 1, encoded);
  return last + ((text.codePointAt(last) ?? 0) > 0xffff ? 2 : 1);
}
