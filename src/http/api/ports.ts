import type { HttpBindings } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { TrackedQuery } from '../../graph/index.ts';
import type { Bucket, BucketsRequest, StoredGap, StoredPost } from '../../model/index.ts';

/** Routes on Node's server. What is Node's is missing in tests that open no socket. */
export type Routes = OpenAPIHono<{ Bindings: Partial<HttpBindings> }>;

/** What has been kept. Every call may reject with an UndertoneError `store_failed`. Queries are canonical, times epoch ms. */
export interface Archive {
  /** The newest posts before a time, newest first. */
  readonly recent: (ask: {
    readonly query: string;
    readonly limit: number;
    readonly before?: number | undefined;
  }) => Promise<readonly StoredPost[]>;
  readonly buckets: (ask: BucketsRequest) => Promise<readonly Bucket[]>;
  /** The gaps that overlap [from, to), in the order of time. */
  readonly gaps: (span: { readonly from: number; readonly to: number }) => Promise<readonly StoredGap[]>;
  /** Posts of `[from, to)` page by page, oldest first. A page is read when it is asked for. */
  readonly exported: (ask: {
    readonly query: string;
    readonly from: number;
    readonly to: number;
  }) => AsyncGenerator<readonly StoredPost[], void, void>;
}

/** Where the answers under `/v1` come from. */
export interface ApiOptions {
  readonly archive: Archive;
  readonly tracked: () => readonly TrackedQuery[];
  /** Epoch ms. */
  readonly now: () => number;
}
