import type { QueryNode } from '../model/index.ts';
import { fold } from '../text/index.ts';
import { excerpt, badQuery } from './bad-query.ts';

const fields = ['from', 'lang', 'source', 'has', 'is'] as const;
type Field = (typeof fields)[number];

const values = {
  has: new Map([
    ['links', 'links'],
    ['hashtags', 'hashtags'],
    ['mentions', 'mentions'],
  ]),
  is: new Map([
    ['repost', 'repost'],
    ['reply', 'reply'],
    ['retweet', 'repost'], // X's name for it
  ]),
} as const;

/** Operators of X for which posts carry no data. Read as words they would match nothing. */
const unsupported = new Set(
  'to url retweets_of context entity conversation_id bio bio_name bio_location place place_country point_radius bounding_box sample embedding list filter since until min_faves min_retweets min_replies near within'.split(
    ' ',
  ),
);

/** Fields of other search tools, with the way to write them here: `#` and `from:` have a term of their own. */
const foreign: ReadonlyMap<string, string> = new Map([
  ['title', ''],
  ['text', ''],
  ['body', ''],
  ['subject', ''],
  ['tag', '#'],
  ['author', 'from:'],
]);

const fieldLike = /^([a-z_]+):(.*)$/is;

/**
 * Returns the term for `field:value`; undefined when the word is not a field, like `12:30`, `http://x` or `re:zero`.
 * @throws UndertoneError `bad_query` for an operator that is not supported, a likely typing error (`form:user`) and a
 * value that the field does not accept.
 */
export function fieldTerm(word: string, start: number): QueryNode | undefined {
  const [, written = '', value = ''] = fieldLike.exec(word) ?? [];
  const name = written.toLowerCase();
  const field = fields.find((known) => known === name);
  if (field !== undefined) return termOfField(field, value, start);
  if (value.startsWith('//')) return undefined;
  const prefix = foreign.get(name);
  if (prefix !== undefined) throw badQuery(foreignField(name, prefix, value), start);
  if (value === '') return undefined;
  const quoted = `; to look for the words, write "${word.slice(0, 40)}"`;
  if (unsupported.has(name)) throw badQuery(`\`${name}:\` is not supported here${quoted}`, start);
  const meant = fields.find((known) => known.length > 3 && isSlip(name, known));
  if (meant !== undefined) {
    throw badQuery(`\`${name}:\` is no field, \`${meant}:\` is${quoted}`, start);
  }
  return undefined;
}

function foreignField(name: string, prefix: string, value: string): string {
  const bare = value.trim().replace(/^[#＃@＠]+/, '');
  const isPhrase = /\s/.test(bare);
  const word = bare === '' ? 'pizza' : bare;
  const example = prefix !== '' && isPhrase ? `${prefix}NAME` : isPhrase ? `"${word}"` : `${prefix}${word}`;
  const meaning = { '': 'words are looked for in the whole post', '#': 'a hashtag begins with `#`' }[prefix];
  return `There is no field \`${name}:\`; ${meaning ?? 'an author is a field of its own'}: write ${excerpt(example)}`;
}

function termOfField(field: Field, written: string, start: number): QueryNode {
  const value = fold(written.trim());
  if (value === '') throw badQuery(`\`${field}:\` needs a value right after the colon`, start);
  switch (field) {
    case 'from': {
      const key = value.replace(/^[@＠\s]+/, '');
      if (key === '') throw badQuery('`from:` needs the name of a user', start);
      if (/[*＊]/.test(key)) throw badQuery('`from:` needs the whole name of a user, without `*`', start);
      return { kind: 'key', form: 'from', key };
    }
    case 'lang': {
      const tag = value.replaceAll('_', '-');
      if (!/^[a-z]{2,8}(?:-[a-z\d]{1,8})*$/.test(tag)) {
        throw badQuery(`\`lang:\` needs a language like \`en\` or \`pt-br\`, not ${excerpt(written)}`, start);
      }
      return { kind: 'attribute', name: 'lang', value: tag };
    }
    case 'source':
      return { kind: 'attribute', name: 'source', value };
    case 'has':
    case 'is': {
      const known = values[field].get(value);
      if (known === undefined) {
        const names = [...new Set(values[field].values())].map((name) => `\`${field}:${name}\``);
        const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
        throw badQuery(`There is no ${excerpt(`${field}:${written}`)}, only ${list}`, start);
      }
      return { kind: 'attribute', name: field, value: known };
    }
  }
}

/** Returns whether a word differs from a name by two swapped letters, or by one missing or extra letter. */
function isSlip(word: string, name: string): boolean {
  if (word.length === name.length) {
    return Array.from(name.slice(1), (_, at) => swapped(name, at)).includes(word);
  }
  const [longer, shorter] = word.length > name.length ? [word, name] : [name, word];
  return (
    longer.length === shorter.length + 1 &&
    Array.from(longer, (_, at) => longer.slice(0, at) + longer.slice(at + 1)).includes(shorter)
  );
}

const swapped = (name: string, at: number): string =>
  name.slice(0, at) + name.charAt(at + 1) + name.charAt(at) + name.slice(at + 2);
