import { parseQuery } from '../../query/index.ts';
import { decodeReferences, stopwords, tokenise, type Token } from '../../text/index.ts';
import type { FeedItem } from './feed.ts';

/** A part of a post or card that can be tracked, added to a query or excluded from it. */
export interface Handle {
  readonly kind: 'word' | 'tag' | 'mention' | 'author' | 'link';
  /** The part as it is shown. */
  readonly label: string;
  /** The term of a query that finds it. */
  readonly term: string;
  /** The address of a link. */
  readonly url?: string;
}

/** The name of each kind for people. */
export const kindNames: Readonly<Record<Handle['kind'], string>> = {
  word: 'word',
  tag: 'hashtag',
  mention: 'mention',
  author: 'author',
  link: 'link',
};

/** Returns the canonical form of a query; undefined when it is not valid. */
function canonical(query: string): string | undefined {
  try {
    return parseQuery(query).canonical;
  } catch {
    return undefined;
  }
}

/** Returns the handle whose term is the first of some spellings that can be looked for. */
function handle(
  fields: Pick<Handle, 'kind' | 'label' | 'url'>,
  ...spellings: readonly string[]
): readonly [Handle] | readonly [] {
  const term = spellings.find((spelling) => isOneTerm(spelling));
  return term === undefined ? [] : [{ ...fields, term }];
}

function isOneTerm(spelling: string): boolean {
  try {
    const { kind } = parseQuery(spelling).root;
    return kind !== 'and' && kind !== 'or' && kind !== 'not';
  } catch {
    return false;
  }
}

/** Returns the handle of a word. A word that is an operator is quoted. */
export const wordHandle = (word: string) => handle({ kind: 'word', label: word }, word, `"${word}"`);

export const tagHandle = (tag: string) => handle({ kind: 'tag', label: `#${tag}` }, `#${tag}`);

/** Returns the handle of an author, with or without `@`. */
export function authorHandle(author: string) {
  const name = author.replace(/^@/, '').trim();
  return handle({ kind: 'author', label: `@${name}` }, `from:${name}`, `from:"${name}"`);
}

/** Returns the handle of a token of a text; none for a part of a link, and for what only looks like a link. */
export function handleOf(token: Token, text: string): readonly [Handle] | readonly [] {
  const label = text.slice(token.start, token.end);
  switch (token.kind) {
    case 'word':
      // The base of `pizza's` is `pizza`, but that of `C++` is `c`.
      return wordHandle(/[+#$]/.test(token.key) ? token.key : token.base);
    case 'tag':
      return tagHandle(token.key);
    case 'mention':
      return handle({ kind: 'mention', label }, `@${token.key}`);
    case 'link':
      return [];
    case 'url': {
      const url = addressOf(decodeReferences(label).text);
      return url === undefined ? [] : handle({ kind: 'link', label, url }, url, token.key, `"${url}"`);
    }
  }
}

/** Returns the address of a link that is written as one: with a scheme, with `www.`, or with a path. */
function addressOf(written: string): string | undefined {
  const hasScheme = /^https?:\/\//i.test(written);
  if (!hasScheme && !/^www\.|[^/]\/[^/]/i.test(written)) return undefined;
  try {
    const { href, protocol, username, password } = new URL(hasScheme ? written : `https://${written}`);
    // An address with a name before its host is made to be taken for another.
    return /^https?:$/.test(protocol) && username === '' && password === '' ? href : undefined;
  } catch {
    return undefined;
  }
}

/** The most words of a post that are offered in its menu. */
const maxWords = 24;

/** Returns the handles of a post, each once: its author, then its tags, mentions and links, then its words. */
export function handlesOf({ post: { text = '', author = '' } }: Pick<FeedItem, 'post'>): readonly Handle[] {
  const tokens = tokenise(text);
  const links = tokens.filter(({ kind }) => kind === 'url');
  const words = tokens.filter(
    ({ kind, key, start }) =>
      kind === 'word' &&
      key.length > 1 &&
      !stopwords.has(key) &&
      links.every((link) => start < link.start || start >= link.end),
  );
  const others = tokens.filter(({ kind }) => kind !== 'word');
  const found = [
    ...(author.trim() === '' ? [] : authorHandle(author)),
    ...others.flatMap((token) => handleOf(token, text)),
    ...unique(words.flatMap((token) => handleOf(token, text))).slice(0, maxWords),
  ];
  return unique(found);
}

const unique = (handles: readonly Handle[]): readonly Handle[] =>
  [...new Map(handles.toReversed().map((each) => [each.term, each])).values()].toReversed();

/** A change of a query by a handle. */
export interface QueryChange {
  readonly kind: 'add' | 'exclude';
  /** The changed query. */
  readonly query: string;
}

/**
 * Returns how a term can narrow a query: by being added to it or excluded from it. Alternatives are put in parentheses.
 * There is no change for a term that the query has already.
 *
 * @example
 * changesOf('pizza OR pasta', 'cold').map(({ query }) => query) // ['(pizza OR pasta) cold', '(pizza OR pasta) -cold']
 */
export function changesOf(query: string, term: string): readonly QueryChange[] {
  const before = canonical(query);
  if (before === undefined) return [];
  const grouped = parseQuery(query).root.kind === 'or' ? `(${query})` : query;
  const changes = [
    { kind: 'add', query: `${grouped} ${term}` },
    { kind: 'exclude', query: `${grouped} -${term}` },
  ] as const;
  const results = changes.map((change) => canonical(change.query));
  return results.includes(before) ? [] : changes.filter((_, index) => results[index] !== undefined);
}
