import { sentenceOf, UndertoneError } from '../../model/index.ts';

/**
 * The reaction that an upstream's failure asks for: another try after the class's own backoff (`network`, `http`, `rate-limit`,
 * `connection-limit`), a few tries because it is not likely to pass (`refused`), a wait until what it lacks is there
 * (`no-rules`), or no further try (`fatal`).
 */
export type FailureKind = 'network' | 'http' | 'rate-limit' | 'connection-limit' | 'no-rules' | 'refused' | 'fatal';

export interface FailureFacts {
  readonly status?: number;
  /** The time at which the upstream can be asked again by its own word, in epoch ms. */
  readonly resetAt?: number | undefined;
  readonly cause?: unknown;
}

/** A failure of an upstream: a sentence for a person, and the class that decides what follows. */
export class UpstreamFailure extends UndertoneError {
  readonly kind: FailureKind;
  readonly resetAt: number | undefined;

  constructor(kind: FailureKind, sentence: string, { resetAt, ...facts }: FailureFacts = {}) {
    super(kind === 'fatal' ? 'source_failed' : 'source_unsettled', sentence, { transient: kind !== 'fatal', ...facts });
    this.kind = kind;
    this.resetAt = resetAt;
  }
}

/** Returns anything thrown as a failure: what is not classified counts as one of the network, which is tried again. */
export function asFailure(error: unknown): UpstreamFailure {
  return error instanceof UpstreamFailure ? error : new UpstreamFailure('network', sentenceOf(error), { cause: error });
}

/** Returns a failure as one after which there is no further try. */
export function asFinal(failure: UpstreamFailure): UpstreamFailure {
  if (failure.kind === 'fatal') return failure;
  return new UpstreamFailure('fatal', failure.message, {
    cause: failure,
    ...(failure.status !== undefined && { status: failure.status }),
  });
}
