import type { Attribute, KeyTerm, Phrase, PhrasePart, Prefix, QueryNode, Span } from '../model/index.ts';
import { fold, type Token } from '../text/index.ts';
import { hasBeginning, maskOf, nameMask, matchesTerm, type PostIndex } from './post-index.ts';

/** Returns whether a node matches the post. */
export function matchesNode(node: QueryNode, postIndex: PostIndex): boolean {
  switch (node.kind) {
    case 'key':
      return postIndex.has(node.key, maskOf(node.form));
    case 'phrase':
      return matchesPhrase(node, postIndex);
    case 'prefix':
      return postIndex.hasPrefix(node.key);
    case 'and':
      for (const part of node.nodes) if (!matchesNode(part, postIndex)) return false;
      return true;
    case 'or':
      for (const part of node.nodes) if (matchesNode(part, postIndex)) return true;
      return false;
    case 'not':
      return !matchesNode(node.node, postIndex);
    case 'attribute':
      return matchesAttribute(node, postIndex);
  }
}

function matchesAttribute({ name, value }: Attribute, postIndex: PostIndex): boolean {
  const { post } = postIndex;
  switch (name) {
    case 'lang':
      return declaresLanguage(post.lang, value);
    case 'source':
      return fold(post.source) === value;
    case 'has':
      return hasContent(postIndex, value);
    case 'is':
      return (value === 'reply' ? post.reply : post.repost) === true;
  }
}

/** Returns whether one of the matching alternatives asks for reposts. */
export function asksForReposts(node: QueryNode, postIndex: PostIndex, negated = false): boolean {
  switch (node.kind) {
    case 'attribute':
      return !negated && node.name === 'is' && node.value === 'repost' && postIndex.post.repost === true;
    case 'not':
      return asksForReposts(node.node, postIndex, !negated);
    case 'and':
    case 'or': {
      const asks = node.nodes.some((part) => asksForReposts(part, postIndex, negated));
      return asks && ((node.kind === 'or') !== negated || matchesNode(node, postIndex) !== negated);
    }
    case 'key':
    case 'phrase':
    case 'prefix':
      return false;
  }
}

/** Returns whether any alternative, matching or not, asks for reposts. */
export function namesReposts(node: QueryNode, negated = false): boolean {
  if (node.kind === 'and' || node.kind === 'or') return node.nodes.some((part) => namesReposts(part, negated));
  if (node.kind === 'not') return namesReposts(node.node, !negated);
  return !negated && node.kind === 'attribute' && node.name === 'is' && node.value === 'repost';
}

/** Returns the positions of the words that make a node match: sorted and without overlap. */
export function spansOf(node: QueryNode, postIndex: PostIndex): readonly Span[] {
  const spans = matchedSpans(node, postIndex, false);
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

function matchedSpans(node: QueryNode, postIndex: PostIndex, negated: boolean): readonly Span[] {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.nodes.flatMap((part) =>
        matchesNode(part, postIndex) === negated ? [] : matchedSpans(part, postIndex, negated),
      );
    case 'not':
      return matchedSpans(node.node, postIndex, !negated);
    case 'key':
      return negated ? [] : keySpans(node, postIndex);
    case 'phrase':
      return negated ? [] : phraseSpans(node, postIndex);
    case 'prefix':
      return negated ? [] : prefixSpans(node, postIndex);
    case 'attribute':
      return [];
  }
}

function keySpans(term: KeyTerm, postIndex: PostIndex): readonly Span[] {
  const spans: Span[] = [];
  for (const token of postIndex.tokens) {
    if (matchesTerm(token, term)) spans.push({ start: token.start, end: token.end });
  }
  return spans;
}

function prefixSpans({ key }: Prefix, postIndex: PostIndex): readonly Span[] {
  return postIndex.tokens.filter((token) => hasBeginning(token, key)).map(({ start, end }) => ({ start, end }));
}

function matchesPhrase({ parts, text }: Phrase, postIndex: PostIndex): boolean {
  if (!text.includes(' ') && postIndex.has(text, nameMask)) return true;
  return candidatePositions(parts, postIndex).some((position) => phraseStartsAt(position, parts, postIndex));
}

/** Returns the positions where a phrase may begin, found by its rarest part. */
function candidatePositions(parts: readonly PhrasePart[], postIndex: PostIndex): readonly number[] {
  let fewest: readonly number[] | undefined;
  let offset = 0;
  for (const [step, { key }] of parts.entries()) {
    const positions = postIndex.positionsOf(key);
    if (fewest !== undefined && positions.length >= fewest.length) continue;
    fewest = positions;
    offset = step;
  }
  return fewest?.map((position) => position - offset) ?? [];
}

function phraseStartsAt(position: number, parts: readonly PhrasePart[], postIndex: PostIndex): boolean {
  // List entries are not part of the text.
  const text = postIndex.isInText(position) ? postIndex.post.text : '';
  let before: Token | undefined;
  for (const [step, part] of parts.entries()) {
    const token = postIndex.wordAt(position + step, part);
    if (token === undefined || (part.glued && before?.end !== token.start)) return false;
    if (before !== undefined && !isSameRun(before, token, text)) return false;
    // X does not find "pizza crust" in "pizza's crust", and X has to send every post that we find. Only the last word
    // of a phrase may have a possessive or another suffix.
    if (step < parts.length - 1 && hasSuffix(token, part, text)) return false;
    // Likewise only the first may lack its elided article: "l'" stands between the words in "de l'oréal".
    if (step > 0 && part.key === token.root && token.root !== token.base) return false;
    before = token;
  }
  return true;
}

/** Returns whether two consecutive tokens are both outside links, or both in the same link. */
function isSameRun(before: Token, token: Token, text: string): boolean {
  if (before.kind !== 'link' && token.kind !== 'link') return true;
  return before.kind === token.kind && !/\s/.test(text.slice(before.end, token.start));
}

const possessive = /^['’]s(?![\p{L}\p{N}])/iu;

/** Returns whether a token is a term's word with a suffix behind an apostrophe: in it or, in the text, after it. */
function hasSuffix({ key, base, end }: Token, term: KeyTerm, text: string): boolean {
  return (key !== term.key && key.startsWith(`${base}'`)) || possessive.test(text.slice(end, end + 4));
}

function phraseSpans({ parts, text }: Phrase, postIndex: PostIndex): readonly Span[] {
  const spans = candidatePositions(parts, postIndex)
    .filter((position) => phraseStartsAt(position, parts, postIndex))
    .flatMap((position) => spanAt(position, parts, postIndex));
  if (text.includes(' ')) return spans;
  const names = (['tag', 'mention'] as const).flatMap((form) => keySpans({ kind: 'key', form, key: text }, postIndex));
  return [...spans, ...names];
}

/** Returns the span of a phrase that starts at a position; empty where the position is in a list. */
function spanAt(position: number, terms: readonly KeyTerm[], postIndex: PostIndex): readonly Span[] {
  const [first, last] = [terms[0], terms.at(-1)];
  if (first === undefined || last === undefined || !postIndex.isInText(position)) return [];
  const start = postIndex.wordAt(position, first)?.start;
  const end = postIndex.wordAt(position + terms.length - 1, last)?.end;
  return start === undefined || end === undefined ? [] : [{ start, end }];
}

function declaresLanguage(declared: string | undefined, lang: string): boolean {
  if (declared === undefined) return false;
  const tag = fold(declared).replaceAll('_', '-');
  return tag === lang || tag.startsWith(`${lang}-`);
}

function hasContent({ post, tokens }: PostIndex, what: string): boolean {
  switch (what) {
    case 'links':
      return (post.links?.length ?? 0) > 0 || tokens.some(({ kind }) => kind === 'link');
    case 'hashtags':
      return (post.hashtags?.length ?? 0) > 0 || tokens.some(({ kind }) => kind === 'tag');
    default:
      return (post.mentions?.length ?? 0) > 0 || tokens.some(({ kind }) => kind === 'mention');
  }
}
