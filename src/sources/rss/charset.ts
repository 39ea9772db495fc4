import { TextDecoder } from 'node:util';

const declaration = /^\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{1,40})["']/;

/**
 * Returns a decoder for a feed: by its byte order mark, else the charset of the header (RFC 7303, 3.2), else the XML
 * declaration, else UTF-8. A charset that nobody knows is read as UTF-8.
 *
 * @example
 * decoderFor(body, 'text/xml; charset=iso-8859-1').decode(body)
 */
export function decoderFor(body: Uint8Array, contentType: string): TextDecoder {
  if (hasMark(body, [0xfe, 0xff])) return new TextDecoder('utf-16be');
  if (hasMark(body, [0xff, 0xfe])) return new TextDecoder('utf-16le');
  if (hasMark(body, [0xef, 0xbb, 0xbf])) return new TextDecoder();
  const header = /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(contentType)?.[1];
  const start = new TextDecoder('latin1').decode(body.subarray(0, 256));
  return decoderOf(header) ?? decoderOf(declaration.exec(start)?.[1]) ?? new TextDecoder();
}

const hasMark = (body: Uint8Array, mark: readonly number[]): boolean => mark.every((byte, at) => body[at] === byte);

function decoderOf(label: string | undefined): TextDecoder | undefined {
  if (label === undefined) return undefined;
  try {
    return new TextDecoder(label);
  } catch {
    return undefined;
  }
}
