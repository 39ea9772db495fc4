import type { KeyTerm, PhrasePart, Post, QueryNode } from '../../src/model/index.ts';
import { linkTokens, tokenise, type Token } from '../../src/text/index.ts';

/*
 * What a query means, written down without any index and without regard to speed: the disjunctive normal form, each
 * literal looked up in the whole post. The matcher is held to it.
 */

interface Literal {
  readonly leaf: QueryNode;
  readonly negated: boolean;
}

/** Whether a post answers a query. */
export function answers(root: QueryNode, post: Post): boolean {
  return alternativesOf(root, false).some(
    (literals) =>
      literals.every(({ leaf, negated }) => isTrue(leaf, post) !== negated) &&
      (post.repost !== true || literals.some(({ leaf, negated }) => !negated && isRepost(leaf))),
  );
}

const isRepost = (leaf: QueryNode): boolean => leaf.kind === 'attribute' && leaf.value === 'repost';

function alternativesOf(node: QueryNode, negated: boolean): readonly (readonly Literal[])[] {
  switch (node.kind) {
    case 'not':
      return alternativesOf(node.node, !negated);
    case 'and':
    case 'or': {
      const parts = node.nodes.map((part) => alternativesOf(part, negated));
      if ((node.kind === 'or') !== negated) return parts.flat();
      return parts.reduce((all, part) => all.flatMap((left) => part.map((right) => [...left, ...right])), [[]]);
    }
    case 'key':
    case 'phrase':
    case 'prefix':
    case 'attribute':
      return [[{ leaf: node, negated }]];
  }
}

function isTrue(leaf: QueryNode, post: Post): boolean {
  switch (leaf.kind) {
    case 'key':
      return leaf.form === 'from'
        ? isAuthor(post.author, leaf.key)
        : rows(post).some((row) => row.some((token) => is(token, leaf)));
    case 'phrase':
      return (
        rows(post).some((row, index) =>
          follows(
            row.filter(({ kind }) => kind !== 'url'),
            leaf.parts,
            index === 0 ? post.text : '',
          ),
        ) ||
        (!leaf.text.includes(' ') && rows(post).some((row) => row.some((token) => isName(token, leaf.text))))
      );
    case 'prefix':
      return rows(post).some((row) => row.some((token) => begins(token, leaf.key)));
    case 'attribute':
      return hasAttribute(leaf.name, leaf.value, post);
    case 'and':
    case 'or':
    case 'not':
      return answers(leaf, post);
  }
}

/** The post's text and each entry of its lists, as rows of tokens. */
function rows({ text, hashtags = [], mentions = [], links = [] }: Post): readonly (readonly Token[])[] {
  return [
    tokenise(text),
    ...hashtags.map((tag) => tokenise(`#${tag}`)),
    ...mentions.map((mention) => tokenise(`@${mention}`)),
    ...links.map(linkTokens),
  ];
}

function is(token: Token, { form, key }: KeyTerm): boolean {
  if (![token.key, token.base, token.root].includes(key)) return false;
  return form === 'word' ? token.kind !== 'url' : token.kind === form;
}

const begins = ({ kind, key, base, root }: Token, prefix: string): boolean =>
  kind !== 'url' && [key, base, root].some((form) => form.startsWith(prefix));

const isName = (token: Token, key: string): boolean =>
  token.key === key && (token.kind === 'tag' || token.kind === 'mention');

const isLink = ({ kind }: Token): boolean => kind === 'link';

const follows = (row: readonly Token[], parts: readonly PhrasePart[], text: string): boolean =>
  row.some((_, at) =>
    parts.every((part, step) => {
      const token = row[at + step];
      if (token === undefined || !is(token, part)) return false;
      const [, before = '', behind = ''] = splitBy(token.key, part.key);
      const owned = behind.startsWith("'") || /^['’]s(?![\p{L}\p{N}])/iu.test(text.slice(token.end));
      const last = row[at + step - 1];
      const leavesLink = step > 0 && last !== undefined && isLink(last) !== isLink(token);
      const changesLink = step > 0 && isLink(token) && /\s/.test(text.slice(last?.end, token.start));
      if (leavesLink || changesLink) return false;
      const owns = owned && step < parts.length - 1;
      const lacksArticle = step > 0 && before.endsWith("'");
      return !owns && !lacksArticle && (!part.glued || row[at + step - 1]?.end === token.start);
    }),
  );

/** What stands before and behind the first occurrence of a word's form in the word. */
function splitBy(word: string, form: string): readonly string[] {
  const at = word.indexOf(form);
  return at < 0 ? [word] : [word, word.slice(0, at), word.slice(at + form.length)];
}

function isAuthor(author = '', key: string): boolean {
  const name = author.replace('@', '').toLowerCase();
  return name === key || name.split('.')[0] === key;
}

function hasAttribute(name: string, value: string, post: Post): boolean {
  const { lang = '', source, hashtags = [], mentions = [], links = [], repost = false, reply = false } = post;
  const kinds = new Set<string>(tokenise(post.text).map(({ kind }) => kind));
  const facts: Readonly<Record<string, boolean>> = {
    lang: lang.toLowerCase().split(/[-_]/)[0] === value,
    source: source === value,
    links: links.length > 0 || kinds.has('link'),
    hashtags: hashtags.length > 0 || kinds.has('tag'),
    mentions: mentions.length > 0 || kinds.has('mention'),
    repost,
    reply,
  };
  return facts[name === 'has' || name === 'is' ? value : name] === true;
}
