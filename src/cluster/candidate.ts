import { decodeHeader, type ChunkHeader } from './chunk.ts';
import type { LogMessage } from './log.ts';

/** The last chunk of a source, after which a node may lead it. */
export interface Opening {
  /** The number of the last message, 0 before the first. */
  readonly sequence: number;
  /** Undefined before the first. */
  readonly header: ChunkHeader | undefined;
}

export interface CandidateOptions {
  /** The silence of a leader after which another node takes over, in ms. */
  readonly takeoverMs: number;
  /** The longest time between two reads that counts as silence, in ms: longer, this node itself was away. */
  readonly maxStepMs: number;
}

/**
 * Decides when a node takes over a source, by what it reads of the source's last chunk: when that is the first one to
 * come, when its leader has resigned, or when it has not changed for `takeoverMs` in which reads succeeded.
 */
export class Candidate {
  readonly #options: CandidateOptions;
  #sequence: number | undefined;
  #silentMs = 0;
  /** The time of the last read if it succeeded; undefined after one that failed. */
  #readAt: number | undefined;

  constructor(options: CandidateOptions) {
    this.#options = options;
  }

  /** Records a read of the last message; returns where to begin when it is time to take over. */
  read(last: LogMessage | undefined, now: number): Opening | undefined {
    if (last === undefined) return { sequence: 0, header: undefined };
    const step = this.#readAt === undefined ? 0 : Math.min(now - this.#readAt, this.#options.maxStepMs);
    this.#readAt = now;
    this.#silentMs = this.#sequence === last.sequence ? this.#silentMs + step : 0;
    this.#sequence = last.sequence;
    const header = decodeHeader(last);
    const isFree = header.state === 'resigned' || this.#silentMs >= this.#options.takeoverMs;
    return isFree ? { sequence: last.sequence, header } : undefined;
  }

  /** Records that a read failed: what the leader does meanwhile is not known, and counts as nothing. */
  failed(): void {
    this.#readAt = undefined;
  }
}
