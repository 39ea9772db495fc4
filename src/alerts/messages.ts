import { formatSigned, isString } from '../model/index.ts';
import type { AlertBody, AlertPost } from './body.ts';

/** The most characters of a message of Discord, and of a post in any message. */
const maxDiscord = 2_000;
const maxPostText = 280;

/** Returns the first line of a message: what has happened. */
export function headlineOf({ type, alert, query, when, summary, baseline }: AlertBody): string {
  const about = `${alert} (${query})`;
  if (type === 'alert.test') return `Test of ${about}: alerts arrive here.`;
  const posts = summary?.posts ?? 0;
  const mean = formatSigned(summary?.meanTopicCompound ?? 0, 2);
  switch (when['type']) {
    case 'spike':
      return `${about}: ${posts} posts, where ${baseline ?? 0} are usual.`;
    case 'shift':
      return `${about}: the mood has turned to ${formatSigned(summary?.meanCompound ?? 0, 2)}, from ${formatSigned(baseline ?? 0, 2)}.`;
    case 'mean':
      return `${about}: the mean sentiment is ${mean}, beyond ${baseline ?? 0}, in ${posts} posts.`;
    case 'volume':
      return `${about}: ${posts} posts, more than ${baseline ?? 0}.`;
    case 'silence':
      return `${about}: no post for ${String(when['for'])}.`;
    case 'digest':
      return `${about}: ${posts} posts, mean sentiment ${mean}.`;
    default:
      return `${about}: a new post.`;
  }
}

/** Returns a message as plain lines: the headline, the words, and the posts that explain it. */
function linesOf(body: AlertBody, clean: (text: string) => string): readonly string[] {
  const { words, posts } = body.why;
  return [
    clean(headlineOf(body)),
    ...(words.length === 0
      ? []
      : [
          clean(
            `Words: ${words
              .slice(0, 5)
              .map(({ word }) => word)
              .join(', ')}`,
          ),
        ]),
    ...posts.map((post) => clean(`${formatSigned(post.topicCompound, 2)}  ${textOf(post)}`)),
  ];
}

function textOf({ post }: AlertPost): string {
  const { text, url, id } = post;
  const shown = [text, url, id].find((each) => isString(each) && each !== '');
  return isString(shown) ? shown.slice(0, maxPostText) : '';
}

/** Returns a text on one line, without control characters. */
const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();

/**
 * Returns the body of a message of Slack. `&`, `<` and `>` are escaped, as its formatting asks for, so nothing in a post is a
 * link or a mention (https://docs.slack.dev/messaging/formatting-message-text).
 */
export function slackMessage(body: AlertBody) {
  const escape = (text: string): string =>
    oneLine(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return { text: linesOf(body, escape).join('\n'), unfurl_links: false };
}

/** Returns the body of a message of Discord, which mentions nobody and is cut at 2,000 characters. */
export function discordMessage(body: AlertBody) {
  const escape = (text: string): string => oneLine(text).replaceAll(/[\\`*_~|>[\]]/g, '\\$&');
  const content = linesOf(body, escape).join('\n').slice(0, maxDiscord);
  // A pair of surrogates that was cut in half is not valid.
  const isCut = !content.isWellFormed();
  return { content: isCut ? content.slice(0, -1) : content, allowed_mentions: { parse: [] } };
}

/** Returns a mail: its subject, on one line, and its plain text. */
export function mailMessage(body: AlertBody) {
  return { subject: oneLine(headlineOf(body)).slice(0, 200), text: `${linesOf(body, oneLine).join('\n\n')}\n` };
}
