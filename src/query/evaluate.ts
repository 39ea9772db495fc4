import type { Attribute, KeyTerm, Phrase, Prefix, QueryNode, Span } from '../model/index.ts';
import { fold } from '../text/index.ts';
import { phraseStarts } from './phrase.ts';
import type { PostIndex } from './post-index.ts';
import { maskOf, nameMask } from './token-masks.ts';

/** Returns whether a query with this root matches the post: a repost only where the query asks for reposts. */
export function isMatch(root: QueryNode, postIndex: PostIndex): boolean {
  if (postIndex.post.repost !== true) return matchesNode(root, postIndex);
  return namesReposts(root) && matchesNode(root, postIndex) && asksForReposts(root, postIndex);
}

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
function asksForReposts(node: QueryNode, postIndex: PostIndex, negated = false): boolean {
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
  return postIndex.tokensOf(term).map(({ start, end }) => ({ start, end }));
}

function prefixSpans({ key }: Prefix, postIndex: PostIndex): readonly Span[] {
  return postIndex.tokensBeginning(key).map(({ start, end }) => ({ start, end }));
}

function matchesPhrase(phrase: Phrase, postIndex: PostIndex): boolean {
  if (!phrase.text.includes(' ') && postIndex.has(phrase.text, nameMask)) return true;
  return phraseStarts(phrase, postIndex).length > 0;
}

function phraseSpans(phrase: Phrase, postIndex: PostIndex): readonly Span[] {
  const { parts, text } = phrase;
  const spans = phraseStarts(phrase, postIndex).flatMap((position) => spanAt(position, parts.length, postIndex));
  if (text.includes(' ')) return spans;
  const names = (['tag', 'mention'] as const).flatMap((form) => keySpans({ kind: 'key', form, key: text }, postIndex));
  return [...spans, ...names];
}

/** Returns the span of a phrase that starts at a position; empty where the position is in a list. */
function spanAt(position: number, length: number, postIndex: PostIndex): readonly Span[] {
  if (!postIndex.isInText(position)) return [];
  const start = postIndex.tokenAt(position)?.start;
  const end = postIndex.tokenAt(position + length - 1)?.end;
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
