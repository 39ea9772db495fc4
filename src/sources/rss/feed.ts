/** A text of a feed: HTML, or plain text as it stands. */
export interface FeedText {
  readonly content: string;
  readonly isPlain: boolean;
}

/** An item or entry as its feed has it; optional fields are absent. */
export interface FeedItem {
  /** Its `guid` or `id`. */
  readonly id?: string;
  readonly title?: FeedText;
  /** The fullest text that the feed has. */
  readonly text?: FeedText;
  /** May be relative to the feed. */
  readonly link?: string;
  /** A date in any spelling. */
  readonly published?: string;
  readonly updated?: string;
  readonly author?: string;
  readonly tags?: readonly string[];
  readonly lang?: string;
}

export interface Feed {
  /** In the order of the feed. */
  readonly items: readonly FeedItem[];
  /** The address that links are relative to, where the feed names one. */
  readonly base?: string;
}

/** The fault of a body that can't be read as a feed. */
export type FeedFault = 'no feed' | 'nested too deep';

/** The most items that are read; more are ignored: feeds begin with the newest. */
export const maxItems = 5_000;
/** The longest text of an item, in UTF-16 units; the rest is cut. */
export const maxTextLength = 65_536;
