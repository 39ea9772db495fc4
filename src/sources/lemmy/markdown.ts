import MarkdownIt from 'markdown-it';
import { isString } from '../../model/index.ts';

export interface MarkdownText {
  readonly text: string;
  /** The addresses of its links. */
  readonly links: readonly string[];
}

// An instance allows 50,000 characters in a post.
const maxMarkdownLength = 65_536;

const parser = new MarkdownIt({ html: false, linkify: false, typographer: false });
type MarkdownToken = ReturnType<typeof parser.parse>[number];

const paragraphs = new Set(['paragraph', 'heading', 'blockquote', 'bullet_list', 'ordered_list', 'table']);

/**
 * Returns the text of Markdown as a reader sees it: without marks, with the descriptions of images, the list items on lines of
 * their own and an empty line between paragraphs. Cut after 64 Ki characters.
 *
 * @example
 * textOfMarkdown('**Great** [pizza](https://example.com)') // { text: 'Great pizza', links: ['https://example.com'] }
 */
export function textOfMarkdown(markdown: string): MarkdownText {
  const writer = new TextWriter();
  for (const token of parser.parse(markdown.slice(0, maxMarkdownLength), {})) writeBlock(token, writer);
  return { text: writer.text, links: writer.links };
}

function writeBlock(token: MarkdownToken, writer: TextWriter): void {
  const { type, content, children } = token;
  if (type === 'inline') {
    for (const child of children ?? []) writeInline(child, writer);
    return;
  }
  if (type === 'fence' || type === 'code_block') {
    writer.breakLines(2);
    writer.write(content.trimEnd());
    writer.breakLines(2);
    return;
  }
  const name = type.replace(/_(?:open|close)$/, '');
  if (paragraphs.has(name)) writer.breakLines(token.hidden || isNestedList(token) ? 1 : 2);
  if (name === 'list_item' || name === 'tr') writer.breakLines(1);
  if (type === 'td_close' || type === 'th_close') writer.write(' ');
}

const isNestedList = ({ type, level }: MarkdownToken): boolean => level > 0 && /^(?:bullet|ordered)_list/.test(type);

function writeInline({ type, content, attrs }: MarkdownToken, writer: TextWriter): void {
  if (type === 'text' || type === 'code_inline' || type === 'image') writer.write(content);
  if (type === 'softbreak' || type === 'hardbreak') writer.breakLines(1);
  if (type !== 'link_open') return;
  const href = attrs?.find(([name]) => name === 'href')?.[1];
  if (isString(href) && /^https?:\/\//i.test(href)) writer.links.push(href);
}

/** Collects a text, with the line breaks that are due before the next words. */
class TextWriter {
  readonly links: string[] = [];
  readonly #parts: string[] = [];
  #breaks = 0;

  get text(): string {
    return this.#parts.join('').trimEnd();
  }

  breakLines(count: number): void {
    this.#breaks = Math.max(this.#breaks, count);
  }

  write(words: string): void {
    if (words === '') return;
    if (this.#parts.length > 0) this.#parts.push('\n'.repeat(this.#breaks));
    this.#parts.push(words);
    this.#breaks = 0;
  }
}
