import type { Observable } from 'rxjs';
import { UndertoneError } from '../model/index.ts';

/** A message to be appended: one chunk of what a source emits. */
export interface NewMessage {
  readonly source: string;
  /** Identifies the message in the whole log, also when it is sent again. */
  readonly id: string;
  readonly header: string;
  readonly body: Uint8Array;
}

/** A message of the log. */
export interface LogMessage extends NewMessage {
  /** Its number in the log, over all sources. Rises from message to message. */
  readonly sequence: number;
  /** The time at which the log stored it, in epoch ms. */
  readonly storedAt: number;
}

/** The range of the log. */
export interface LogState {
  /** Identifies the log: another one begins with other numbers. Lower-case letters and digits. */
  readonly epoch: string;
  /** The number of its oldest message; `last + 1` when it is empty. */
  readonly first: number;
  /** The number of its newest message, 0 before the first. */
  readonly last: number;
}

export interface ReadOptions {
  /** The number of the first message, or the time from which it was stored, in epoch ms. */
  readonly from: number | { readonly storedAt: number };
  /** Only the messages of this source. */
  readonly source?: string;
  /** Resolves when another message can be taken: a reader that is slow pulls less. */
  readonly ready?: () => Promise<unknown>;
}

/** The failure of a request to the log: `refused`, or `unknown` when it may have been carried out after all. */
export class LogFailure extends UndertoneError {
  readonly kind: 'refused' | 'unknown';

  constructor(kind: 'refused' | 'unknown', sentence: string, cause?: unknown) {
    super('source_unsettled', sentence, { transient: true, cause });
    this.kind = kind;
  }
}

/**
 * A consumer of JetStream may fall silent for good, though a leader appends each second: without a message for so long, a
 * reading is begun anew, in ms.
 */
export const maxSilenceMs = 2_500;

/** A log of messages that survives the death of nodes: NATS JetStream, or memory in tests. Each call is cold. */
export interface Log {
  /**
   * Appends a message if the last one of its source has the number `expected`, 0 for none. Emits its number. Errors with a
   * `LogFailure`; when that is `unknown`, the message may be there or still come.
   */
  readonly append: (message: NewMessage, expected: number) => Observable<number>;
  /** Emits the last message of a source, or undefined: as its leader has it, not an older copy. May error. */
  readonly last: (source: string) => Observable<LogMessage | undefined>;
  /** Emits messages in their order, those to come too. Never completes; may error, and may fall silent. */
  readonly read: (options: ReadOptions) => Observable<LogMessage>;
  /** Emits what the log holds. May error. */
  readonly state: () => Observable<LogState>;
}
