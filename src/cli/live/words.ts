import type { ClientState, GapFrame, PostFrame, TrackingEvent } from '../../client/index.ts';
import { polarityNames } from '../../model/index.ts';

/*
 * What a person reads of events, in a view as in a line.
 */

/**
 * A text of somebody else's as one line that does nothing to a terminal: no control characters, none that turn the
 * direction of writing. The joiner of emoji stays.
 */
export function sanitise(text: string): string {
  return text
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .replaceAll(/(?!\u200d)\p{Cf}/gu, '')
    .trim();
}

export const signed = (compound: number, digits: number): string =>
  `${compound > 0 ? '+' : ''}${compound.toFixed(digits)}`.padStart(digits + 3);

export const plural = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

/** Who says what. X's posts have no text. */
export function contentOf({ post: { author, text, url, id } }: PostFrame): string {
  return `${author === undefined ? '' : `@${sanitise(author)}  `}${sanitise(text ?? url ?? id)}`;
}

/** A post as a line for a program to read: its time, its compound, its polarity, what it says. */
export function lineOf(frame: PostFrame): string {
  const polarity = polarityNames[frame.polarityIndex];
  return `${instant(frame.at)}  ${signed(frame.compound, 4)}  ${polarity}  ${contentOf(frame)}`;
}

/** What there is to say of a change of the connection. */
export function noticeOfState(state: ClientState, now: number): string | undefined {
  if (state.name === 'waiting') {
    const seconds = Math.max(1, Math.round((state.retryAt - now) / 1_000));
    return `${sanitise(state.ending.reason)} Trying again in ${seconds} s.`;
  }
  return state.name === 'live' ? 'Connected.' : undefined;
}

const healing = {
  full: 'nothing was lost',
  partial: 'some of it came in later',
  none: 'what came meanwhile is missing',
} as const;

/** What there is to say of an event, beside its posts. */
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
      return `${plural(event.posts, 'post')} came as counts: the server found us slow.`;
    case 'post':
      return undefined;
  }
}

function noticeOfUpstream(upstream: Readonly<Record<string, string>>): string {
  const sources = Object.entries(upstream).map(([source, state]) => `${sanitise(source)} is ${state}`);
  return `Tracking: ${sources.length === 0 ? 'there is no source' : sources.join(', ')}.`;
}

function noticeOfGap({ source, from, to, cause, filled }: GapFrame): string {
  const who = source === 'resume' ? 'this connection' : sanitise(source);
  const seconds = Math.max(0, Math.round((to - from) / 1_000));
  return `A gap of ${seconds} s in ${who} until ${instant(to)}: ${healing[filled]}. ${sanitise(cause)}`;
}

/** ISO 8601; nothing for what is no time. */
function instant(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
