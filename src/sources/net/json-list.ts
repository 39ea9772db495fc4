import { isUtf8 } from 'node:buffer';
import { parseJsonWithIds } from '../ids.ts';
import { maxMessageBytes, TurnBudget } from '../turns.ts';

export interface JsonListOptions {
  /** The names under which an object may have the list, the preferred one first. */
  readonly names: readonly string[];
  /** The most elements of a list that is read. */
  readonly maxElements: number;
  /** Whether an object without the list stands for an empty one. Default false. */
  readonly isOptional?: boolean;
  /** Other members of such an object that are read. Default none. */
  readonly others?: readonly string[];
}

export interface JsonElement {
  /** Undefined for an element that is longer than any post. */
  readonly value: unknown;
  readonly bytes: number;
}

export interface JsonList {
  readonly elements: readonly JsonElement[];
  readonly others: Readonly<Partial<Record<string, unknown>>>;
}

/** Why a text can't be read: it is no JSON with a list, or its list is too long. */
export type JsonListFault = 'no list' | 'too long';

/** Bytes of a text that are looked at in one turn. */
const maxScannedBytes = 1_048_576;

/**
 * Reads the elements of a list in JSON, which may stand in an object, of a text of any size: yields wherever a turn of the
 * event loop may pass, since `JSON.parse` of 16 MiB would take seconds. The text of an element is parsed by itself; what
 * stands beside the list is skipped.
 * @example
 * inTurns(() => readJsonList(body, { names: ['posts'], maxElements: 1_000 }), scheduler)
 */
export function* readJsonList(
  body: Uint8Array,
  options: JsonListOptions,
): Generator<undefined, JsonList | JsonListFault> {
  const turn = new TurnBudget();
  const start = skipBlanks(body, hasByteOrderMark(body) ? 3 : 0);
  if (body[start] === openBracket) {
    const list = yield* readElements(body, { start, turn, maxElements: options.maxElements });
    if (list === undefined || typeof list === 'string') return list ?? 'no list';
    return isBlank(body, list.end) ? { elements: list.elements, others: {} } : 'no list';
  }
  if (body[start] !== openBrace) return 'no list';
  const members = yield* findMembers(body, { start, turn, names: [...options.names, ...(options.others ?? [])] });
  const at = options.names.map((name) => members?.get(name)?.from).find((from) => body[from ?? -1] === openBracket);
  if (members === undefined || (at === undefined && options.isOptional !== true)) return 'no list';
  const list =
    at === undefined
      ? { elements: [] }
      : yield* readElements(body, { start: at, turn, maxElements: options.maxElements });
  if (list === undefined || typeof list === 'string') return list ?? 'no list';
  const others: Partial<Record<string, unknown>> = {};
  for (const name of options.others ?? []) {
    yield;
    const part = members.get(name);
    if (part !== undefined) others[name] = parsePart(body, part);
  }
  return { elements: list.elements, others };
}

const [quote, comma, colon, backslash] = [0x22, 0x2c, 0x3a, 0x5c];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];
const [space, tab, lineFeed, carriageReturn] = [0x20, 0x09, 0x0a, 0x0d];

/** A part of a list or an object, without the comma behind it: its bytes, end exclusive. */
interface Part {
  readonly from: number;
  readonly to: number;
}

interface Place {
  /** The offset at which a list or an object begins. */
  readonly start: number;
  readonly turn: TurnBudget;
}

/** Returns the elements of a list and where it ends; undefined when it is not valid. */
function* readElements(
  body: Uint8Array,
  { start, turn, maxElements }: Place & { readonly maxElements: number },
): Generator<undefined, { readonly elements: readonly JsonElement[]; readonly end: number } | 'too long' | undefined> {
  const elements: JsonElement[] = [];
  const parts = partsOf(body, start);
  for (let next = parts.next(); ; next = parts.next()) {
    if (next.done === true) return next.value === undefined ? undefined : { elements, end: next.value };
    if (next.value === undefined) {
      yield;
      continue;
    }
    const part = next.value;
    if (elements.length === maxElements) return 'too long';
    const bytes = part.to - part.from;
    if (!turn.admit(Math.min(bytes, maxMessageBytes))) yield;
    const value = bytes > maxMessageBytes ? undefined : parsePart(body, part);
    if (value === undefined && bytes <= maxMessageBytes) return undefined;
    elements.push({ value, bytes });
  }
}

/** Returns where the values of some members of an object stand; undefined when it does not end. */
function* findMembers(
  body: Uint8Array,
  { start, turn, names }: Place & { readonly names: readonly string[] },
): Generator<undefined, ReadonlyMap<string, Part> | undefined> {
  const found = new Map<string, Part>();
  const parts = partsOf(body, start);
  for (let next = parts.next(); ; next = parts.next()) {
    if (next.done === true) return next.value !== undefined && isBlank(body, next.value) ? found : undefined;
    if (next.value === undefined || !turn.admit(0)) yield;
    if (next.value === undefined) continue;
    const member = memberIn(body, next.value, names);
    if (member !== undefined) found.set(...member);
  }
}

/** Returns the member that a part of an object is, where it has one of some names. */
function memberIn(body: Uint8Array, { from, to }: Part, names: readonly string[]): [string, Part] | undefined {
  const key = skipBlanks(body, from);
  const name = names.find((each) => {
    const end = key + each.length + 1;
    return body[key] === quote && body[end] === quote && textIn(body, { from: key + 1, to: end }) === each;
  });
  if (name === undefined) return undefined;
  const separator = skipBlanks(body, key + name.length + 2);
  return body[separator] === colon ? [name, { from: skipBlanks(body, separator + 1), to }] : undefined;
}

/**
 * Yields the parts of the list or object that begins at `start`, and undefined now and then where it is long. Returns where
 * it ends; undefined when it does not.
 */
function* partsOf(body: Uint8Array, start: number): Generator<Part | undefined, number | undefined> {
  const closing = body[start] === openBracket ? closeBracket : closeBrace;
  let depth = 0;
  let isText = false;
  let from = start + 1;
  let pauseAt = start + maxScannedBytes;
  for (let at = start; at < body.length; at++) {
    if (at >= pauseAt) {
      pauseAt = at + maxScannedBytes;
      yield undefined;
    }
    const byte = body[at];
    if (isText) {
      if (byte === backslash) at += 1;
      else if (byte === quote) isText = false;
    } else if (byte === quote) isText = true;
    else if (byte === openBracket || byte === openBrace) depth += 1;
    else if (byte === closeBracket || byte === closeBrace) {
      depth -= 1;
      if (depth > 0) continue;
      const isEmpty = from === start + 1 && skipBlanks(body, from) === at;
      if (!isEmpty) yield { from, to: at };
      return byte === closing ? at + 1 : undefined;
    } else if (byte === comma && depth === 1) {
      yield { from, to: at };
      from = at + 1;
    }
  }
  return undefined;
}

/** Parses a part; undefined when it is not valid, or longer than any message. */
function parsePart(body: Uint8Array, part: Part): unknown {
  if (part.to - part.from > maxMessageBytes) return undefined;
  const text = textIn(body, part);
  return text === undefined ? undefined : parseJsonWithIds(text);
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Decodes UTF-8; undefined when it is something else. */
function textIn(body: Uint8Array, { from, to }: Part): string | undefined {
  const bytes = body.subarray(from, to);
  return isUtf8(bytes) ? decoder.decode(bytes) : undefined;
}

function skipBlanks(body: Uint8Array, from: number): number {
  let at = from;
  for (; ; at++) {
    const byte = body[at];
    if (byte !== space && byte !== lineFeed && byte !== carriageReturn && byte !== tab) return at;
  }
}

const isBlank = (body: Uint8Array, from: number): boolean => skipBlanks(body, from) === body.length;
const hasByteOrderMark = ([first, second, third]: Uint8Array): boolean =>
  first === 0xef && second === 0xbb && third === 0xbf;
