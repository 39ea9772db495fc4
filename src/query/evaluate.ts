import type { Attribute, KeyTerm, Phrase, PhrasePart, QueryNode, Span } from '../model/index.ts';
import { fold, type Token } from '../text/index.ts';
import { maskOf, nameMask, stands, type Reading } from './reading.ts';

/** Whether a node holds for the post. */
export function holds(node: QueryNode, reading: Reading): boolean {
  switch (node.kind) {
    case 'key':
      return reading.has(node.key, maskOf(node.form));
    case 'phrase':
      return phraseHolds(node, reading);
    case 'and':
      for (const part of node.nodes) if (!holds(part, reading)) return false;
      return true;
    case 'or':
      for (const part of node.nodes) if (holds(part, reading)) return true;
      return false;
    case 'not':
      return !holds(node.node, reading);
    case 'attribute':
      return attributeHolds(node, reading);
  }
}

function attributeHolds({ name, value }: Attribute, reading: Reading): boolean {
  const { post } = reading;
  switch (name) {
    case 'lang':
      return speaks(post.lang, value);
    case 'source':
      return fold(post.source) === value;
    case 'has':
      return carries(reading, value);
    case 'is':
      return (value === 'reply' ? post.reply : post.repost) === true;
  }
}

/** Whether one of the alternatives that hold asks for reposts. */
export function asksForReposts(node: QueryNode, reading: Reading, negated = false): boolean {
  switch (node.kind) {
    case 'attribute':
      return !negated && node.name === 'is' && node.value === 'repost' && reading.post.repost === true;
    case 'not':
      return asksForReposts(node.node, reading, !negated);
    case 'and':
    case 'or': {
      const asks = node.nodes.some((part) => asksForReposts(part, reading, negated));
      return asks && ((node.kind === 'or') !== negated || holds(node, reading) !== negated);
    }
    case 'key':
    case 'phrase':
      return false;
  }
}

/** Whether one of the alternatives, whichever holds, asks for reposts. */
export function namesReposts(node: QueryNode, negated = false): boolean {
  if (node.kind === 'and' || node.kind === 'or') return node.nodes.some((part) => namesReposts(part, negated));
  if (node.kind === 'not') return namesReposts(node.node, !negated);
  return !negated && node.kind === 'attribute' && node.name === 'is' && node.value === 'repost';
}

/** Where the words stand that make a node hold: sorted, none touching another's inside. */
export function spansOf(node: QueryNode, reading: Reading): readonly Span[] {
  const spans = found(node, reading, false);
  if (spans.length < 2) return spans;
  const sorted = spans.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const apart: Span[] = [];
  for (const span of sorted) {
    const last = apart.at(-1);
    if (last === undefined || span.start >= last.end) apart.push(span);
    else if (span.end > last.end) apart[apart.length - 1] = { start: last.start, end: span.end };
  }
  return apart;
}

function found(node: QueryNode, reading: Reading, negated: boolean): readonly Span[] {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.nodes.flatMap((part) => (holds(part, reading) === negated ? [] : found(part, reading, negated)));
    case 'not':
      return found(node.node, reading, !negated);
    case 'key':
      return negated ? [] : keySpans(node, reading);
    case 'phrase':
      return negated ? [] : phraseSpans(node, reading);
    case 'attribute':
      return [];
  }
}

function keySpans(term: KeyTerm, reading: Reading): readonly Span[] {
  const spans: Span[] = [];
  for (const token of reading.tokens) {
    if (stands(token, term)) spans.push({ start: token.start, end: token.end });
  }
  return spans;
}

function phraseHolds({ parts, text }: Phrase, reading: Reading): boolean {
  if (!text.includes(' ') && reading.has(text, nameMask)) return true;
  return rarestPlaces(parts, reading).some((place) => runsAt(place, parts, reading));
}

/** Where a phrase may begin: by the part that stands in the fewest places. */
function rarestPlaces(parts: readonly PhrasePart[], reading: Reading): readonly number[] {
  let fewest: readonly number[] | undefined;
  let offset = 0;
  for (const [step, { key }] of parts.entries()) {
    const places = reading.placesOf(key);
    if (fewest !== undefined && places.length >= fewest.length) continue;
    fewest = places;
    offset = step;
  }
  return fewest?.map((place) => place - offset) ?? [];
}

function runsAt(place: number, parts: readonly PhrasePart[], reading: Reading): boolean {
  // The entries of the lists have texts of their own.
  const text = reading.isInText(place) ? reading.post.text : '';
  let before: Token | undefined;
  for (const [step, part] of parts.entries()) {
    const token = reading.wordAt(place + step, part);
    if (token === undefined || (part.glued && before?.end !== token.start)) return false;
    if (before !== undefined && !isSameRun(before, token, text)) return false;
    // X has "pizza crust" not stand in "pizza's crust", and what we find X has to send; its last word may own something.
    if (step < parts.length - 1 && isPossessive(token, part, text)) return false;
    before = token;
  }
  return true;
}

/** Whether two tokens that follow each other are both outside of links, or in one. */
function isSameRun(before: Token, token: Token, text: string): boolean {
  if (before.kind !== 'link' && token.kind !== 'link') return true;
  return before.kind === token.kind && !/\s/.test(text.slice(before.end, token.start));
}

const possessive = /^['’]s(?![\p{L}\p{N}])/iu;

/** Whether a token is a term's word with `'s` in it or, in the text, behind it. */
function isPossessive({ key, end }: Token, term: KeyTerm, text: string): boolean {
  return (key !== term.key && key.endsWith("'s")) || possessive.test(text.slice(end, end + 4));
}

function phraseSpans({ parts, text }: Phrase, reading: Reading): readonly Span[] {
  const spans = rarestPlaces(parts, reading)
    .filter((place) => runsAt(place, parts, reading))
    .flatMap((place) => spanAt(place, parts, reading));
  if (text.includes(' ')) return spans;
  const names = (['tag', 'mention'] as const).flatMap((form) => keySpans({ kind: 'key', form, key: text }, reading));
  return [...spans, ...names];
}

/** The stretch of the text where terms follow each other from a place on; none in a list. */
function spanAt(place: number, terms: readonly KeyTerm[], reading: Reading): readonly Span[] {
  const [first, last] = [terms[0], terms.at(-1)];
  if (first === undefined || last === undefined || !reading.isInText(place)) return [];
  const start = reading.wordAt(place, first)?.start;
  const end = reading.wordAt(place + terms.length - 1, last)?.end;
  return start === undefined || end === undefined ? [] : [{ start, end }];
}

function speaks(declared: string | undefined, lang: string): boolean {
  if (declared === undefined) return false;
  const tag = fold(declared).replaceAll('_', '-');
  return tag === lang || tag.startsWith(`${lang}-`);
}

function carries({ post, tokens }: Reading, what: string): boolean {
  switch (what) {
    case 'links':
      return (post.links?.length ?? 0) > 0 || tokens.some(({ kind }) => kind === 'link');
    case 'hashtags':
      return (post.hashtags?.length ?? 0) > 0 || tokens.some(({ kind }) => kind === 'tag');
    default:
      return (post.mentions?.length ?? 0) > 0 || tokens.some(({ kind }) => kind === 'mention');
  }
}
