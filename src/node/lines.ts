import { isUtf8 } from 'node:buffer';

/** One line of a byte stream: its text, or the reason why it cannot be read. */
export type Line = { readonly text: string } | { readonly fault: 'too long' | 'not UTF-8' };

export interface LineSplitter {
  /** Returns the lines that a chunk completes. A chunk may end anywhere, even inside a character. */
  readonly push: (chunk: Uint8Array) => readonly Line[];
  /** Returns the last line if the stream ended without a line break. */
  readonly end: () => readonly Line[];
}

const newline = 0x0a;

/**
 * Creates a splitter that cuts a byte stream into lines of UTF-8. Memory is bounded: of a line longer than `maxBytes`
 * only the fault is kept. Line breaks are LF or CRLF; a byte order mark at the start of a line is dropped.
 *
 * @example
 * const splitter = createLineSplitter(65_536);
 * splitter.push(Buffer.from('one\ntw')); // [{ text: 'one' }]
 * splitter.end(); // [{ text: 'tw' }]
 */
export function createLineSplitter(maxBytes: number): LineSplitter {
  let parts: Uint8Array[] = [];
  let length = 0;
  const keep = (part: Uint8Array): void => {
    length += part.length;
    if (length > maxBytes) parts = [];
    else if (part.length > 0) parts.push(part.slice());
  };
  const finish = (last: Uint8Array): Line => {
    const tooLong = length + last.length > maxBytes;
    const bytes = parts.length === 0 ? last : join([...parts, last]);
    parts = [];
    length = 0;
    return tooLong ? { fault: 'too long' } : decode(bytes);
  };
  return {
    push(chunk) {
      const lines: Line[] = [];
      let from = 0;
      for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
        lines.push(finish(chunk.subarray(from, at)));
        from = at + 1;
      }
      keep(chunk.subarray(from));
      return lines;
    },
    end: () => (length === 0 ? [] : [finish(new Uint8Array())]),
  };
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const decoder = new TextDecoder();

// A decoder that throws takes ten times as long for a line that is not UTF-8.
const decode = (bytes: Uint8Array): Line => (isUtf8(bytes) ? { text: decoder.decode(bytes) } : { fault: 'not UTF-8' });
