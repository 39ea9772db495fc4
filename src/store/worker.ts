import {
  sentenceOf,
  UndertoneError,
  type Bucket,
  type BucketsRequest,
  type Retraction,
  type StoredGap,
  type AlertOutbox,
  type DeliveryClaim,
  type DeliveryAttempt,
  type DestinationLedger,
  type FiredAlert,
  type PendingDelivery,
  type PendingRequest,
} from '../model/index.ts';
import { saveCompiledCode } from '../node/save-compiled-code.ts';
import type { Backend, PostsPage, PostsRequest, PruneRequest, Row, SpanTerms, TermsRequest } from './backend.ts';
import type { CoverageReport } from './coverage-report.ts';
import type { Span } from './spans.ts';
import { createDatabase, type StoreSpec } from './database.ts';

/** A call to the thread of a store. */
export type WorkerRequest = { readonly spec: StoreSpec } & (
  | { readonly type: 'open' | 'close' }
  | { readonly type: 'write'; readonly rows: readonly Row[]; readonly now: number }
  | { readonly type: 'retract'; readonly retractions: readonly Retraction[]; readonly now: number }
  | { readonly type: 'posts'; readonly request: PostsRequest }
  | { readonly type: 'terms'; readonly request: TermsRequest }
  | { readonly type: 'cover'; readonly report: CoverageReport; readonly now: number }
  | { readonly type: 'buckets'; readonly request: BucketsRequest; readonly now: number }
  | { readonly type: 'gaps'; readonly span: Span; readonly now: number }
  | { readonly type: 'prune'; readonly request: PruneRequest }
  | { readonly type: 'alerts'; readonly call: AlertCall }
);

/** A call to the outbox of alerts. */
export type AlertCall =
  | { readonly type: 'fire'; readonly alerts: readonly FiredAlert[] }
  | { readonly type: 'pending'; readonly request: PendingRequest }
  | { readonly type: 'claim'; readonly request: Parameters<AlertOutbox['claim']> }
  | { readonly type: 'record'; readonly attempt: DeliveryAttempt; readonly nextAt: number }
  | { readonly type: 'ledgers' }
  | { readonly type: 'attempts'; readonly alert: string | undefined; readonly limit: number }
  | { readonly type: 'prune'; readonly before: number };

/** The answer to a call, or why it failed. */
export type WorkerAnswer =
  | { readonly type: 'open'; readonly last: number }
  | { readonly type: 'close' }
  | { readonly type: 'write'; readonly inserted: number; readonly last: number }
  | { readonly type: 'posts'; readonly page: PostsPage }
  | { readonly type: 'terms'; readonly terms: SpanTerms }
  | { readonly type: 'cover' | 'retract' }
  | { readonly type: 'buckets'; readonly buckets: readonly Bucket[] }
  | { readonly type: 'gaps'; readonly gaps: readonly StoredGap[] }
  | { readonly type: 'prune'; readonly next: number | undefined }
  | { readonly type: 'alert-ids'; readonly ids: readonly string[] }
  | { readonly type: 'alert-deliveries'; readonly deliveries: readonly PendingDelivery[] }
  | { readonly type: 'alert-claim'; readonly claim: DeliveryClaim }
  | { readonly type: 'alert-ledgers'; readonly ledgers: readonly DestinationLedger[] }
  | { readonly type: 'alert-attempts'; readonly attempts: readonly DeliveryAttempt[] }
  | { readonly type: 'alerts' }
  | { readonly type: 'failure'; readonly code: 'store_failed' | 'store_refused'; readonly sentence: string };

let database: Promise<Backend> | undefined;

/** Executes a call on the thread's one database, which the first call creates. Never rejects. */
export async function answer(request: WorkerRequest): Promise<WorkerAnswer> {
  try {
    database ??= createDatabase(request.spec);
    return await answerOf(await database, request);
  } catch (error) {
    const code = error instanceof UndertoneError && error.code === 'store_refused' ? error.code : 'store_failed';
    return { type: 'failure', code, sentence: sentenceOf(error) };
  }
}

async function answerOf(backend: Backend, request: WorkerRequest): Promise<WorkerAnswer> {
  switch (request.type) {
    case 'open': {
      const last = await backend.open();
      saveCompiledCode();
      return { type: 'open', last };
    }
    case 'write':
      return { type: 'write', ...(await backend.write(request.rows, request.now)) };
    case 'posts':
      return { type: 'posts', page: await backend.posts(request.request) };
    case 'terms':
      return { type: 'terms', terms: await backend.terms(request.request) };
    case 'buckets':
      return { type: 'buckets', buckets: await backend.buckets(request.request, request.now) };
    case 'retract':
      await backend.retract(request.retractions, request.now);
      return { type: 'retract' };
    case 'cover':
      await backend.cover(request.report, request.now);
      return { type: 'cover' };
    case 'gaps':
      return { type: 'gaps', gaps: await backend.gaps(request.span, request.now) };
    case 'alerts':
      return answerOfOutbox(backend.alerts, request.call);
    case 'prune':
      return { type: 'prune', next: await backend.prune(request.request) };
    case 'close':
      await backend.close();
      return { type: 'close' };
  }
}

async function answerOfOutbox(outbox: AlertOutbox, call: AlertCall): Promise<WorkerAnswer> {
  switch (call.type) {
    case 'fire':
      return { type: 'alert-ids', ids: await outbox.fire(call.alerts) };
    case 'pending':
      return { type: 'alert-deliveries', deliveries: await outbox.pending(call.request) };
    case 'claim':
      return { type: 'alert-claim', claim: await outbox.claim(...call.request) };
    case 'ledgers':
      return { type: 'alert-ledgers', ledgers: await outbox.ledgers() };
    case 'attempts':
      return { type: 'alert-attempts', attempts: await outbox.attempts(call) };
    case 'record':
      await outbox.record(call.attempt, call.nextAt);
      return { type: 'alerts' };
    case 'prune':
      await outbox.prune(call.before);
      return { type: 'alerts' };
  }
}
