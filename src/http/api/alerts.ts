import { createRoute, z } from '@hono/zod-openapi';
import type { AlertOutbox, DeliveryAttempt } from '../../model/index.ts';
import { errorResponse, jsonResponse } from './answers.ts';
import type { Routes } from './ports.ts';

/** An alert as `/v1/alerts` shows it. */
export interface AlertStatus {
  readonly name: string;
  readonly query: string;
  readonly when: Readonly<Record<string, unknown>>;
  /** Epoch ms; null before it has fired. */
  readonly lastFiredAt: number | null;
  readonly suppressed: number;
  readonly destinations: readonly {
    readonly type: string;
    readonly name: string;
    readonly fired: number;
    readonly delivered: number;
    readonly pending: number;
    readonly failed: number;
  }[];
}

/** The data behind the routes of alerts. */
export interface AlertsApi {
  /** Rejects when the store can't be read. */
  readonly list: () => Promise<readonly AlertStatus[]>;
  readonly attempts: AlertOutbox['attempts'];
}

const count = z.int().min(0);
const instant = z.int().openapi({ description: 'Epoch ms' });
const when = z
  .record(z.string(), z.unknown())
  .openapi({ description: 'The condition as it was written', example: { type: 'spike', window: '5m' } });

const alertsAnswer = z
  .strictObject({
    alerts: z.array(
      z.strictObject({
        name: z.string(),
        query: z.string(),
        when,
        lastFiredAt: instant.nullable(),
        suppressed: count.openapi({
          description: 'Times that it did not fire because of its cooldown, since the start',
        }),
        destinations: z.array(
          z.strictObject({
            ...{ type: z.string(), name: z.string().openapi({ description: 'As in /v1/alerts/deliveries' }) },
            ...{ fired: count, delivered: count, pending: count, failed: count },
          }),
        ),
      }),
    ),
  })
  .openapi('Alerts');

const deliveriesAnswer = z
  .strictObject({
    deliveries: z.array(
      z.strictObject({
        id: z.string().openapi({ description: 'The `webhook-id`, which is the same in every attempt' }),
        alert: z.string(),
        destination: z.string(),
        at: instant,
        attempt: z.int().min(1),
        status: z.int().optional(),
        error: z.string().optional(),
        state: z.enum(['pending', 'delivered', 'failed']).openapi({ description: 'What it was after this attempt' }),
      }),
    ),
  })
  .openapi('AlertDeliveries');

const alertsRoute = createRoute({
  method: 'get',
  path: '/v1/alerts',
  summary: 'List the alerts with the ledger of each destination',
  description: 'For each destination, `fired = delivered + pending + failed`.',
  responses: {
    200: jsonResponse('The alerts', alertsAnswer),
    503: errorResponse('The store cannot be read at the moment'),
  },
});

const deliveriesRoute = createRoute({
  method: 'get',
  path: '/v1/alerts/deliveries',
  summary: 'List the attempts to deliver alerts, newest first',
  request: {
    query: z.strictObject({
      alert: z.string().optional().openapi({ description: 'The name of an alert; all by default' }),
      limit: z.coerce.number('must be a whole number').int().min(1).max(1_000).default(100),
    }),
  },
  responses: {
    200: jsonResponse('The attempts', deliveriesAnswer),
    400: errorResponse('A parameter is not valid'),
    503: errorResponse('The store cannot be read at the moment'),
  },
});

const figures = z.record(z.string(), z.unknown());

/** The body of a webhook. */
const alertBody = z
  .strictObject({
    type: z.enum(['alert.fired', 'alert.test']),
    id: z.string(),
    alert: z.string(),
    query: z.string(),
    when,
    at: instant,
    from: instant,
    to: instant,
    summary: figures
      .optional()
      .openapi({ description: 'As in a `summary` frame; absent for `post`, `silence` and tests' }),
    baseline: z.number().optional().openapi({ description: 'What is usual, or the bound that was crossed' }),
    why: z.strictObject({
      words: z.array(z.strictObject({ word: z.string(), count })),
      posts: z.array(z.strictObject({ post: figures, compound: z.number(), topicCompound: z.number() })).max(3),
    }),
  })
  .openapi('AlertFired');

/** Adds the routes of alerts, and describes the webhook. */
export function addAlerts(routes: Routes, { list, attempts }: AlertsApi): void {
  routes.openapi(alertsRoute, async (context) => context.json({ alerts: (await list()).map(statusAnswer) }, 200));
  routes.openapi(deliveriesRoute, async (context) => {
    const { alert, limit } = context.req.valid('query');
    return context.json({ deliveries: (await attempts({ alert, limit })).map(attemptAnswer) }, 200);
  });
  routes.openAPIRegistry.registerWebhook({
    method: 'post',
    path: 'alert.fired',
    summary: 'An alert has fired',
    description:
      'Signed by the Standard Webhooks specification in `webhook-id`, `webhook-timestamp` and `webhook-signature`. Answer 2xx within 10 s; 410 ends the delivery, all else is tried again for 24 hours.',
    request: { body: { required: true, content: { 'application/json': { schema: alertBody } } } },
    responses: { 204: { description: 'It has arrived' }, 410: { description: 'Nobody listens here any more' } },
  });
}

const statusAnswer = ({ destinations, when: condition, ...status }: AlertStatus) => ({
  ...status,
  when: { ...condition },
  destinations: destinations.map((destination) => ({ ...destination })),
});

const attemptAnswer = (attempt: DeliveryAttempt) => ({ ...attempt });
