import type { ClientState, GapFrame, PostFrame, TrackingEvent } from '../../client/index.ts';
import { formatSigned, polarityNames } from '../../model/index.ts';
import { removeControls } from '../../text/escape-controls.ts';

/* Events as sentences and lines for a person, in every view. */

/**
 * Returns a text of another person as one line that does nothing to a terminal: without control characters and without
 * invisible format characters, such as those that turn the direction of writing. Joiners stay where they join.
 *
 * @example sanitise('a\n\u001b[2J') // 'a [2J'
 */
export function sanitise(text: string): string {
  return removeControls(text.toWellFormed().replaceAll(/[\s\p{Cc}]+/gu, ' ')).trim();
}

export const plural = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

/** Returns a post's author and text, or its address where the source forbids sharing the text (X). */
function contentOf({ post: { author, text, url, id } }: PostFrame): string {
  return `${author === undefined ? '' : `@${sanitise(author)}  `}${sanitise(text ?? url ?? id)}`;
}

/** Returns a post as a line: its time, compound, polarity, author and text. Programs read it, so a minus is a hyphen. */
export function lineOf(frame: PostFrame): string {
  const polarity = frame.scored === false ? 'not scored' : polarityNames[frame.polarityIndex];
  const compound = formatSigned(frame.compound, 4).replace('−', '-').padStart(7);
  return `${instant(frame.at)}  ${compound}  ${polarity}  ${contentOf(frame)}`;
}

/** Returns the sentence about a change of the connection; undefined for one that needs none. */
export function noticeOfState(state: ClientState, now: number): string | undefined {
  if (state.name === 'waiting') {
    const seconds = Math.max(1, Math.round((state.retryAt - now) / 1_000));
    return `${sanitise(state.ending.reason)} Trying again in ${seconds} s.`;
  }
  return state.name === 'live' ? 'Connected.' : undefined;
}

const filledSentences = {
  full: 'nothing was lost',
  partial: 'some of it came in later',
  none: 'what came meanwhile is missing',
} as const;

/** Returns the sentence about an event; undefined for a post. */
export function noticeOfEvent(event: TrackingEvent): string | undefined {
  switch (event.type) {
    case 'tracking':
      return noticeOfUpstream(event.upstream);
    case 'gap':
      return noticeOfGap(event);
    case 'error':
      return sanitise(event.message);
    case 'overflow':
      return `${plural(event.dropped, 'event')} dropped: the output is slower than the posts.`;
    case 'summary':
      return `${plural(event.posts, 'post')} came as counts, since this terminal is slower than the posts.`;
    case 'retract':
      return `A post has been deleted: ${sanitise(event.post.source)} ${sanitise(event.post.id)}.`;
    case 'post':
      return undefined;
  }
}

function noticeOfUpstream(upstream: Readonly<Record<string, string>>): string {
  const sources = Object.entries(upstream).map(([source, state]) => `${sanitise(source)} is ${state}`);
  return `Tracking: ${sources.length === 0 ? 'there is no source' : sources.join(', ')}.`;
}

function noticeOfGap({ source, from, to, cause, filled }: GapFrame): string {
  const place = source === 'resume' ? 'this connection' : sanitise(source);
  const seconds = Math.max(0, Math.round((to - from) / 1_000));
  return `A gap of ${seconds} s in ${place} until ${instant(to)}: ${filledSentences[filled]}. ${sanitise(cause)}`;
}

/** Formats a time by ISO 8601; empty for a number that is no time. */
function instant(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
