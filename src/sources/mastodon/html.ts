import { Parser } from 'htmlparser2';

export interface HtmlText {
  readonly text: string;
  /** Where its links lead, mentions and hashtags left out. */
  readonly links: readonly string[];
}

const paragraphs = new Set(['p', 'blockquote', 'pre', 'ul', 'ol', 'div', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6']);
const silent = new Set(['script', 'style', 'template', 'noscript', 'head']);

/**
 * The words of a post's HTML: a line for `<br>` and `<li>`, an empty line between paragraphs, entities decoded. What
 * Mastodon hides of a link's address by style stays, so that the address is whole.
 */
export function textOfHtml(html: string): HtmlText {
  let text = '';
  let silence = 0;
  const links: string[] = [];
  const breakTo = (gap: string): void => {
    const trimmed = text.trimEnd();
    text = trimmed === '' ? '' : trimmed + gap;
  };
  const parser = new Parser({
    onopentag: (name, { href, class: classes = '' }) => {
      if (silent.has(name)) silence += 1;
      if (name === 'br') text += '\n';
      if (name === 'li') breakTo('\n');
      if (paragraphs.has(name)) breakTo('\n\n');
      if (name !== 'a' || href === undefined || !/^https?:\/\//i.test(href)) return;
      if (!/(?:^|\s)(?:mention|hashtag)(?:\s|$)/.test(classes)) links.push(href);
    },
    ontext: (words) => {
      if (silence === 0) text += words.replaceAll(/[ \t\r\n\f]+/g, ' ');
    },
    onclosetag: (name) => {
      if (silent.has(name)) silence -= 1;
      if (paragraphs.has(name)) breakTo('\n\n');
    },
  });
  parser.end(html);
  return { text: text.trim(), links };
}
