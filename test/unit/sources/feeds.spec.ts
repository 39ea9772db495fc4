import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { asyncScheduler, firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { decoderFor } from '../../../src/sources/rss/charset.ts';
import type { Feed, FeedFault } from '../../../src/sources/rss/feed.ts';
import { readJsonFeed } from '../../../src/sources/rss/json-feed.ts';
import { instantOf, postOf } from '../../../src/sources/rss/post.ts';
import { readXmlFeed } from '../../../src/sources/rss/xml-feed.ts';
import { inTurns } from '../../../src/sources/turns.ts';
import { rssOf } from '../../support/fakes/feed.ts';

const run = (work: () => Generator<undefined, Feed | FeedFault>): Promise<Feed | FeedFault> =>
  firstValueFrom(inTurns(work, asyncScheduler));
const options = { source: 'rss', base: 'https://example.com/feed', now: 5 };
const postsOf = async (xml: string) => {
  const feed = await run(() => readXmlFeed(xml));
  if (typeof feed === 'string') return feed;
  return feed.items.map((item) => postOf(item, { ...options, base: feed.base ?? options.base }));
};

const rss2 = `<?xml version="1.0"?>
<!DOCTYPE rss [<!ENTITY lol "ha"><!ENTITY more "&lol;&lol;">]>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>News</title><link>https://example.com/</link><language>en-us</language>
<image><title>Logo</title><link>https://example.com/logo</link></image>
<item><title>Pizza &amp;amp; pasta</title><link>/a</link><guid isPermaLink="false">g1</guid>
<pubDate>Thu, 15 Jan 26 10:35:00 EST</pubDate><dc:creator><![CDATA[Ann]]></dc:creator><category>food</category>
<description>short &more;</description>
<content:encoded><![CDATA[<p>A <b>long</b> text</p><p><a href="https://example.com/b">more</a></p>]]></content:encoded></item>
<item><guid>https://example.com/c</guid><description>&lt;p&gt;Escaped&lt;/p&gt;</description></item>
</channel></rss>`;

const atom = `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Blog</title>
<link rel="self" href="https://example.com/atom.xml"/><link href="https://example.com/blog/"/>
<entry><id>tag:1</id><title type="html">A &amp;lt; B</title><link rel="edit" href="/edit"/><link href="first"/>
<published>2026-01-15T10:35:00Z</published><updated>2026-01-16T10:35:00Z</updated>
<author><name>Ann</name><email>ann@example.com</email></author><category term="food"/>
<source><id>other</id><title>Other</title></source>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One &lt; two</p><p><a href="https://example.com/x">x</a></p></div></content>
</entry><entry><id>tag:2</id><title>Plain <![CDATA[<b>]]> &amp;amp;</title><summary>sum</summary></entry></feed>`;

const rdf = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="https://example.com/"><title>Old</title><link>https://example.com/</link></channel>
<item rdf:about="https://example.com/1"><title>One</title><link>https://example.com/1</link>
<dc:date>2026-01-15T10:35:00+01:00</dc:date><description>first</description></item></rdf:RDF>`;

describe('a feed', () => {
  it('of RSS 2.0 becomes posts, with nothing expanded that it defines', async () => {
    expect(await postsOf(rss2)).toEqual([
      {
        id: 'g1',
        source: 'rss',
        text: 'Pizza & pasta\n\nA long text\n\nmore',
        at: 1_768_491_300_000,
        createdAt: '2026-01-15T15:35:00.000Z',
        lang: 'en-us',
        author: 'Ann',
        hashtags: ['food'],
        links: ['https://example.com/b'],
        url: 'https://example.com/a',
      },
      {
        id: 'https://example.com/c',
        source: 'rss',
        text: 'Escaped',
        at: 5,
        lang: 'en-us',
        url: 'https://example.com/c',
      },
    ]);
  });

  it('of Atom becomes posts', async () => {
    expect(await postsOf(atom)).toEqual([
      {
        id: 'tag:1',
        source: 'rss',
        text: 'A < B\n\nOne < two\n\nx',
        at: 1_768_473_300_000,
        createdAt: '2026-01-15T10:35:00.000Z',
        lang: 'de',
        author: 'Ann',
        hashtags: ['food'],
        links: ['https://example.com/x'],
        url: 'https://example.com/blog/first',
      },
      { id: 'tag:2', source: 'rss', text: 'Plain <b> &amp;\n\nsum', at: 5, lang: 'de' },
    ]);
  });

  it('of RSS 1.0 becomes posts', async () => {
    expect(await postsOf(rdf)).toEqual([
      {
        id: 'https://example.com/1',
        source: 'rss',
        text: 'One\n\nfirst',
        at: 1_768_469_700_000,
        createdAt: '2026-01-15T09:35:00.000Z',
        url: 'https://example.com/1',
      },
    ]);
  });

  it('of JSON becomes posts', async () => {
    const json = {
      version: 'https://jsonfeed.org/version/1.1',
      language: 'en',
      items: [
        {
          id: 1,
          url: 'https://example.com/1',
          title: 'T',
          content_html: '<b>x</b>',
          authors: [{ name: 'Ann' }],
          tags: ['a'],
        },
        { id: '2', content_text: 'a < b', date_published: '2026-01-15T10:35:00Z' },
        7,
      ],
    };
    const feed = await run(() => readJsonFeed(Buffer.from(JSON.stringify(json))));
    expect(typeof feed === 'string' ? feed : feed.items.map((item) => postOf(item, options))).toEqual([
      {
        id: '1',
        source: 'rss',
        text: 'T\n\nx',
        at: 5,
        lang: 'en',
        author: 'Ann',
        hashtags: ['a'],
        url: 'https://example.com/1',
      },
      {
        id: '2',
        source: 'rss',
        text: 'a < b',
        at: 1_768_473_300_000,
        createdAt: '2026-01-15T10:35:00.000Z',
        lang: 'en',
      },
      undefined,
    ]);
  });

  it.each([
    ['<html><body>no</body></html>', 'no feed'],
    ['', 'no feed'],
    ['{"items":[]}', 'no feed'],
    [`<rss>${'<a>'.repeat(100_000)}`, 'nested too deep'],
  ])('of %j is %s', async (body, fault) => {
    expect(await run(() => (body.startsWith('{') ? readJsonFeed(Buffer.from(body)) : readXmlFeed(body)))).toBe(fault);
  });

  it('is read up to 5,000 items', async () => {
    const feed = await run(() => readXmlFeed(`<rss><channel>${'<item><title>a</title></item>'.repeat(50_000)}`));
    expect(typeof feed === 'string' ? feed : feed.items.length).toBe(5_000);
  });

  it('of 10 MB in one item is cut, and a million items are no more than 5,000', async () => {
    const long = await postsOf(
      `<rss><channel><item><guid>1</guid><title>${'a '.repeat(5_000_000)}</title></item></channel></rss>`,
    );
    expect(JSON.stringify(long).length).toBeLessThan(200_000);
    const many = await run(() => readXmlFeed(`<rss><channel>${'<item/>'.repeat(1_000_000)}</channel></rss>`));
    expect(typeof many === 'string' ? many : many.items.length).toBeLessThanOrEqual(5_000);
  });

  it('expands no entity that it defines, however deep they are nested', async () => {
    const entities = Array.from({ length: 30 }, (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`);
    const bomb = `<!DOCTYPE rss [<!ENTITY e0 "ha"><!ENTITY x SYSTEM "file:///etc/passwd">${entities.join('')}]>`;
    const posts = await postsOf(
      `<?xml version="1.0"?>${bomb}<rss><channel><item><title>&e30; &x;</title></item></channel></rss>`,
    );
    const [post] = typeof posts === 'string' ? [] : posts;
    expect(post?.text).toMatch(/^.{1,20}$/);
  });

  it('of any text is read without an error', async () => {
    const piece = fc.constantFrom(
      '<rss>',
      '<item>',
      '<title>',
      '</title>',
      '</item>',
      '<![CDATA[',
      ']]>',
      '&amp;',
      '<content:encoded>',
      'a',
      '<link href="x"/>',
      '<!--',
      '-->',
      '<?',
      '<!ENTITY a "b">',
      '<author><name>',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece), async (pieces) => {
        expect(['string', 'object']).toContain(typeof (await postsOf(pieces.join(''))));
      }),
    );
  });
});

it('a feed is read as the fake writes it', async () => {
  expect(await postsOf(rssOf([{ guid: '1', title: 'a < b & c' }]))).toMatchObject([{ id: '1', text: 'a < b & c' }]);
});

describe('the charset of a feed', () => {
  const latin = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>caf\u00e9</a>', 'latin1');

  it.each([
    ['that of the header', Buffer.from('caf\u00e9', 'latin1'), 'text/xml; charset=windows-1252', 'caf\u00e9'],
    ['that of the declaration', latin, 'text/xml', latin.toString('latin1')],
    ['UTF-8 where none is named', Buffer.from('caf\u00e9'), 'text/xml', 'caf\u00e9'],
    ['UTF-8 where nobody knows it', Buffer.from('caf\u00e9'), 'text/xml; charset=klingon', 'caf\u00e9'],
    ['that of the byte order mark', Buffer.from('\ufeffcaf\u00e9', 'utf16le'), 'text/xml; charset=utf-8', 'caf\u00e9'],
  ])('is %s', (_, body, type, text) => {
    expect(decoderFor(body, type).decode(body)).toBe(text);
  });
});

describe('a date', () => {
  it.each([
    ['Thu, 15 Jan 2026 10:35:00 GMT', 1_768_473_300_000],
    ['Thu, 15 Jan 2026 10:35:00 +0100', 1_768_469_700_000],
    ['15 Jan 26 10:35 UT', 1_768_473_300_000],
    ['Thu, 15 Jan 2026 05:35:00 EST (Eastern)', 1_768_473_300_000],
    ['Thu, 15 Jan 2026 10:35:00', 1_768_473_300_000],
    ['2026-01-15T10:35:00Z', 1_768_473_300_000],
    ['2026-01-15 10:35:00', 1_768_473_300_000],
    ['2026-01-15T11:35:00+01:00', 1_768_473_300_000],
    ['yesterday', undefined],
    ['7', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j is %j', (date, at) => {
    expect(instantOf(date)).toBe(at);
  });
});
