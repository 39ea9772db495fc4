import type { HttpBindings } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { TrackedQuery } from '../../graph/index.ts';
import type { StoredHistory } from '../../model/index.ts';

/** The environment of routes: the bindings of Node's server, which are absent in tests that open no socket. */
export interface RoutesEnv {
  readonly Bindings: Partial<HttpBindings>;
}

/** Routes on Node's server. */
export type Routes = OpenAPIHono<RoutesEnv>;

/** The read side of the store, and the queries that are tracked. */
export interface ApiOptions {
  readonly archive: StoredHistory;
  readonly tracked: () => readonly TrackedQuery[] | Promise<readonly TrackedQuery[]>;
  /** Returns the wall clock, epoch ms. */
  readonly now: () => number;
}
