import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEditHistory } from '../../../src/sources/edit-history.ts';
import { textOfHtml } from '../../../src/sources/html.ts';
import { isNewer, postOf } from '../../../src/sources/mastodon/status.ts';

const read = (status: unknown) => postOf(status, { source: 'mastodon', now: 5 });
const status = { id: '1', content: '<p>hi</p>', created_at: '2026-01-15T10:35:00.000Z' };

describe('the words of HTML', () => {
  it.each([
    ['a<br><br>b', 'a\n\nb'],
    ['<p>one<br>two<br />three</p><p>four</p>', 'one\ntwo\nthree\n\nfour'],
    ['I &lt;3 &quot;it&quot; &amp; &#39;you&#39; &#x1F431;', `I <3 "it" & 'you' 🐱`],
    ['plain text', 'plain text'],
    ['<ul><li>a</li><li>b</li></ul>after', 'a\nb\n\nafter'],
    ['a <script>alert("x")</script><style>p{}</style>b', 'a b'],
    ['a\n  b', 'a b'],
    ['<p></p><p>  </p>', ''],
    ['5 < 6 and <b>bold', '5 < 6 and bold'],
  ])('of %j are %j', (html, text) => {
    expect(textOfHtml(html).text).toBe(text);
  });

  it('keep an address whole, and distinguish links from mentions and tags', () => {
    const link = `<a href="https://example.com/long/path" rel="nofollow"><span class="invisible">https://</span><span class="ellipsis">example.com/lo</span><span class="invisible">ng/path</span></a>`;
    const mention = `<span class="h-card"><a href="https://x/@ann" class="u-url mention">@<span>ann</span></a></span>`;
    const tag = `<a href="https://x/tags/rome" class="mention hashtag" rel="tag">#<span>rome</span></a>`;
    const bad = `<a href="javascript:alert(1)">x</a>`;
    expect(textOfHtml(`<p>${mention} ${link} ${tag} ${bad}</p>`)).toEqual({
      text: '@ann https://example.com/long/path #rome x',
      links: ['https://example.com/long/path'],
    });
  });

  it('come out of anything', () => {
    const part = fc.constantFrom(
      '<',
      '>',
      '</p>',
      '<p>',
      '<a href="',
      '"',
      '&',
      '&amp',
      '&#x110000;',
      '<!--',
      ']]>',
      'x',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string())), (parts) => {
        expect(typeof textOfHtml(parts.join('')).text).toBe('string');
      }),
    );
  });

  it('come in time out of a megabyte of tags', () => {
    for (const each of [
      '<p>',
      '<a href="https://x">',
      '<script>',
      '</p>',
      '<br>',
      '&',
      '<',
      'x<p>',
      'x <br>',
      '<b>x</p>',
    ]) {
      expect(typeof textOfHtml(each.repeat(1_000_000 / each.length)).text).toBe('string');
    }
  });
});

describe('a status', () => {
  it.each(['und', 'zxx', 'mul', 'mis', ''])('declares no language by %j', (language) => {
    expect(read({ ...status, language })).not.toHaveProperty('lang');
  });

  it('declares a language by its shortest code', () => {
    expect(read({ ...status, language: 'eng' })?.lang).toBe('en');
    expect(read({ ...status, language: 'zh-TW' })?.lang).toBe('zh-TW');
  });

  it('stands behind its content warning', () => {
    expect(read({ ...status, spoiler_text: 'pizza politics' })?.text).toBe('pizza politics\n\nhi');
    expect(read({ ...status, spoiler_text: 'only this', content: '' })?.text).toBe('only this');
  });

  it('that boosts another is a repost with the words of that one', () => {
    const reblog = { ...status, id: '0', content: 'theirs', tags: [{ name: 't' }], language: 'de', url: 'https://x/0' };
    const post = read({ ...status, content: '', url: null, reblog, account: { acct: 'me' } });
    expect(post).toMatchObject({ id: '1', text: 'theirs', repost: true, author: 'me', hashtags: ['t'], lang: 'de' });
    expect(post?.url).toBe('https://x/0');
  });

  it('that does not say when it was made is of now', () => {
    expect(read({ ...status, created_at: 'once' })).toMatchObject({ at: 5 });
    expect(read({ ...status, created_at: 'once' })).not.toHaveProperty('createdAt');
  });

  it('is none without an id or a content, and lets wrong types be', () => {
    for (const none of [null, [], 7, {}, { id: 1, content: '' }, { id: '1' }]) expect(read(none)).toBeUndefined();
    expect(read({ ...status, tags: [7, null, { name: 8 }], mentions: {}, account: 'x', language: 5 })).toEqual({
      id: '1',
      source: 'mastodon',
      text: 'hi',
      at: Date.parse(status.created_at),
      createdAt: status.created_at,
    });
  });
});

it('ids are compared as the long numbers that they are', () => {
  expect(isNewer('114000000000000010', '114000000000000009')).toBe(true);
  expect(isNewer('99', '100')).toBe(false);
  expect(isNewer('1', '1')).toBe(false);
});

it('edits are distinguished from repetitions for as many posts as are remembered', () => {
  const edits = createEditHistory(2);
  for (const id of ['a', 'b', 'c']) edits.record(id, 'text');
  expect(edits.idOf({ id: 'c', text: 'text', next: 'c2' })).toBe('c');
  expect(edits.idOf({ id: 'c', text: 'new', next: 'c2' })).toBe('c2');
  expect(edits.idOf({ id: 'c', text: 'new', next: 'c3' })).toBe('c2');
  expect(edits.idOf({ id: 'a', text: 'text', next: 'a2' })).toBe('a2');
});
