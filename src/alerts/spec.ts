import type { Query } from '../model/index.ts';

/** The condition of an alert, with times in ms. ALERTS.md explains each type. */
export type When =
  | { readonly type: 'post'; readonly polarity?: 'positive' | 'negative' | 'neutral' | undefined }
  | { readonly type: 'spike' | 'shift'; readonly windowMs: number }
  | {
      readonly type: 'mean';
      readonly below?: number | undefined;
      readonly above?: number | undefined;
      readonly windowMs: number;
      readonly minPosts: number;
    }
  | { readonly type: 'volume'; readonly above: number; readonly windowMs: number }
  | { readonly type: 'silence'; readonly forMs: number }
  | { readonly type: 'digest'; readonly everyMs: number };

/** A destination of an alert. `name` identifies it in the outbox, and holds no secret. */
export type Destination = { readonly name: string } & (
  | { readonly type: 'webhook'; readonly url: string; readonly secret: string }
  | { readonly type: 'slack' | 'discord'; readonly url: string }
  | { readonly type: 'email'; readonly to: string }
);

/** An alert as it was asked for. */
export interface AlertSpec {
  readonly name: string;
  readonly query: Query;
  /** The query as it was written. */
  readonly written: string;
  readonly when: When;
  /** The condition as it was written, which receivers are told. */
  readonly writtenWhen: Readonly<Record<string, unknown>>;
  readonly cooldownMs: number;
  readonly to: readonly Destination[];
}
