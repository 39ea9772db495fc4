import { Parser } from 'htmlparser2';

export interface HtmlText {
  readonly text: string;
  /** The addresses of its links, without those of mentions and hashtags. */
  readonly links: readonly string[];
}

// An instance allows 500 characters by default, modified ones some thousands. Beyond this nobody reads on, and the
// parser's time grows with the square of the elements that are left open.
const maxHtmlLength = 65_536;
const maxTags = 4_096;

const paragraphs = new Set(['p', 'blockquote', 'pre', 'ul', 'ol', 'div', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6']);
const silent = new Set(['script', 'style', 'template', 'noscript', 'head']);

/**
 * Returns the text of a post's HTML: a line for `<br>` and `<li>`, an empty line between paragraphs, entities decoded. The
 * parts of a link's address that Mastodon hides by style stay, so that the address is whole. Cut after 64 Ki characters or
 * 4,096 tags.
 */
export function textOfHtml(html: string): HtmlText {
  const parts: string[] = [];
  const links: string[] = [];
  let silence = 0;
  /** Line breaks that are due before the next text. */
  let gap = 0;
  const write = (words: string): void => {
    const atStart = gap > 0 || parts.length === 0;
    const shown = atStart ? words.trimStart() : words;
    if (shown === '') return;
    if (parts.length > 0) parts.push('\n'.repeat(gap));
    parts.push(shown);
    gap = 0;
  };
  const parser = new Parser({
    onopentag: (name, { href, class: classes = '' }) => {
      if (silent.has(name)) silence += 1;
      if (name === 'br') gap += 1;
      if (name === 'li') gap = Math.max(gap, 1);
      if (paragraphs.has(name)) gap = Math.max(gap, 2);
      if (name !== 'a' || href === undefined || !/^https?:\/\//i.test(href)) return;
      if (!/(?:^|\s)(?:mention|hashtag)(?:\s|$)/.test(classes)) links.push(href);
    },
    ontext: (words) => {
      if (silence === 0) write(words.replaceAll(/[ \t\r\n\f]+/g, ' '));
    },
    onclosetag: (name) => {
      if (silent.has(name)) silence -= 1;
      if (paragraphs.has(name)) gap = Math.max(gap, 2);
    },
  });
  parser.end(cut(html));
  return { text: parts.join('').trimEnd(), links };
}

function cut(html: string): string {
  const short = html.slice(0, maxHtmlLength);
  let tags = 0;
  for (let at = short.indexOf('<'); at !== -1; at = short.indexOf('<', at + 1)) {
    if (tags === maxTags) return short.slice(0, at);
    tags += 1;
  }
  return short;
}
