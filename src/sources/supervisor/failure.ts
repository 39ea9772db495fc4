import { sentenceOf, UndertoneError } from '../../model/index.ts';

/**
 * What an upstream's failure asks for: another try by the class's own backoff (`network`, `http`, `rate-limit`,
 * `connection-limit`), a few more tries because it is not likely to heal (`refused`), patience until what it lacks is
 * there (`no-rules`), or nothing at all (`fatal`).
 */
export type FailureKind = 'network' | 'http' | 'rate-limit' | 'connection-limit' | 'no-rules' | 'refused' | 'fatal';

interface FailureFacts {
  readonly status?: number;
  /** When the upstream says that it can be asked again, in epoch ms. */
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

/** Anything thrown, as a failure: what is not classified is taken for one of the network, which is tried again. */
export function asFailure(error: unknown): UpstreamFailure {
  return error instanceof UpstreamFailure ? error : new UpstreamFailure('network', sentenceOf(error), { cause: error });
}

/** A failure after which there is no further try. */
export function asFinal(failure: UpstreamFailure): UpstreamFailure {
  if (failure.kind === 'fatal') return failure;
  return new UpstreamFailure('fatal', failure.message, {
    cause: failure,
    ...(failure.status !== undefined && { status: failure.status }),
  });
}
