import type { Attribute, KeyTerm, Phrase, PhrasePart, Post, QueryNode, Span } from '../model/index.ts';
import { fold, type Token } from '../text/index.ts';
import { maskOf, nameMask, type KeyIndex } from './key-index.ts';
import type { KeyEntry } from './live.ts';

/** The post that is being matched, loaded into the index. */
export interface Candidate {
  readonly index: KeyIndex;
  readonly post: Post;
  readonly tokens: readonly Token[];
}

/** Whether a node holds for the post. */
export function holds(node: QueryNode, candidate: Candidate): boolean {
  switch (node.kind) {
    case 'key':
      return candidate.index.has(node.key, maskOf(node.form));
    case 'phrase':
      return phraseHolds(node, candidate.index);
    case 'and':
      for (const part of node.nodes) if (!holds(part, candidate)) return false;
      return true;
    case 'or':
      for (const part of node.nodes) if (holds(part, candidate)) return true;
      return false;
    case 'not':
      return !holds(node.node, candidate);
    case 'attribute':
      return attributeHolds(node, candidate);
  }
}

function attributeHolds({ name, value }: Attribute, candidate: Candidate): boolean {
  const { post } = candidate;
  switch (name) {
    case 'lang':
      return speaks(post.lang, value);
    case 'source':
      return fold(post.source) === value;
    case 'has':
      return carries(candidate, value);
    case 'is':
      return (value === 'reply' ? post.reply : post.repost) === true;
  }
}

/** Whether one of the alternatives that hold asks for reposts. */
export function asksForReposts(node: QueryNode, candidate: Candidate, negated = false): boolean {
  switch (node.kind) {
    case 'attribute':
      return !negated && node.name === 'is' && node.value === 'repost' && candidate.post.repost === true;
    case 'not':
      return asksForReposts(node.node, candidate, !negated);
    case 'and':
    case 'or': {
      const asks = node.nodes.some((part) => asksForReposts(part, candidate, negated));
      return asks && ((node.kind === 'or') !== negated || holds(node, candidate) !== negated);
    }
    case 'key':
    case 'phrase':
      return false;
  }
}

/** Whether a query names `is:repost` at all. */
export function namesReposts(node: QueryNode): boolean {
  if (node.kind === 'and' || node.kind === 'or') return node.nodes.some(namesReposts);
  if (node.kind === 'not') return namesReposts(node.node);
  return node.kind === 'attribute' && node.name === 'is' && node.value === 'repost';
}

/** Where the words stand that make a node hold: sorted, none touching another's inside. */
export function spansOf(node: QueryNode, candidate: Candidate): readonly Span[] {
  const spans = found(node, candidate, false);
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

function found(node: QueryNode, candidate: Candidate, negated: boolean): readonly Span[] {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.nodes.flatMap((part) => (holds(part, candidate) === negated ? [] : found(part, candidate, negated)));
    case 'not':
      return found(node.node, candidate, !negated);
    case 'key':
      return negated ? [] : keySpans(node, candidate);
    case 'phrase':
      return negated ? [] : phraseSpans(node, candidate.index);
    case 'attribute':
      return [];
  }
}

function keySpans(term: KeyTerm, { index, tokens }: Candidate): readonly Span[] {
  if (term.form === 'from') return [];
  if (term.form === 'url') return tokens.filter(({ kind, key }) => kind === 'url' && key === term.key).map(spanOf);
  return wordSpans(term, index);
}

function wordSpans({ form, key }: KeyTerm, index: KeyIndex): readonly Span[] {
  const entry = index.get(key);
  const spans: Span[] = [];
  for (let at = 0; at < index.textLength; at += 1) {
    const token = index.tokenAt(at, entry, form);
    if (token !== undefined) spans.push(spanOf(token));
  }
  return spans;
}

const spanOf = ({ start, end }: Token): Span => ({ start, end });

function phraseHolds(phrase: Phrase, index: KeyIndex): boolean {
  if (!phrase.text.includes(' ') && index.has(phrase.text, nameMask)) return true;
  return phrase.parts.every(({ form, key }) => index.has(key, maskOf(form))) && nextRun(phrase, index, 0) >= 0;
}

/** Where the parts of a phrase follow each other from `from` on; -1 when they don't. */
function nextRun({ parts }: Phrase, index: KeyIndex, from: number): number {
  const entries = parts.map(({ key }) => index.get(key));
  for (let at = from; at <= index.length - parts.length; at += 1) {
    if (runsAt(at, parts, { index, entries })) return at;
  }
  return -1;
}

function runsAt(
  at: number,
  parts: readonly PhrasePart[],
  { index, entries }: { readonly index: KeyIndex; readonly entries: readonly (KeyEntry | undefined)[] },
): boolean {
  let before: Token | undefined;
  for (const [step, { form, glued }] of parts.entries()) {
    const token = index.tokenAt(at + step, entries[step], form);
    if (token === undefined || (glued && before?.end !== token.start)) return false;
    before = token;
  }
  return true;
}

function phraseSpans(phrase: Phrase, index: KeyIndex): readonly Span[] {
  const [first, last] = [phrase.parts[0], phrase.parts.at(-1)];
  if (first === undefined || last === undefined) return [];
  const [opening, closing] = [index.get(first.key), index.get(last.key)];
  const spans: Span[] = [];
  for (let at = nextRun(phrase, index, 0); at >= 0 && at < index.textLength; at = nextRun(phrase, index, at + 1)) {
    const start = index.tokenAt(at, opening, first.form)?.start;
    const end = index.tokenAt(at + phrase.parts.length - 1, closing, last.form)?.end;
    if (start !== undefined && end !== undefined) spans.push({ start, end });
  }
  if (phrase.text.includes(' ')) return spans;
  const asName = (form: 'tag' | 'mention') => wordSpans({ kind: 'key', form, key: phrase.text }, index);
  return [...spans, ...asName('tag'), ...asName('mention')];
}

function speaks(declared: string | undefined, lang: string): boolean {
  if (declared === undefined) return false;
  const tag = fold(declared).replaceAll('_', '-');
  return tag === lang || tag.startsWith(`${lang}-`);
}

function carries({ post, tokens }: Candidate, what: string): boolean {
  switch (what) {
    case 'links':
      return (post.links?.length ?? 0) > 0 || tokens.some(({ kind }) => kind === 'link');
    case 'hashtags':
      return (post.hashtags?.length ?? 0) > 0 || tokens.some(({ kind }) => kind === 'tag');
    default:
      return (post.mentions?.length ?? 0) > 0 || tokens.some(({ kind }) => kind === 'mention');
  }
}
