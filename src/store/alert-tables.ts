import type { Database } from './schema.ts';

/** Adds the outbox of alerts. */
export async function addAlerts({ schema }: Database): Promise<void> {
  await schema
    .createTable('undertone_alerts')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('alert', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await schema
    .createTable('undertone_alert_deliveries')
    .addColumn('seq', 'bigint', (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('alert', 'text', (column) => column.notNull())
    .addColumn('destination', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('attempts', 'bigint', (column) => column.notNull())
    .addColumn('fired_at', 'bigint', (column) => column.notNull())
    .addColumn('next_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('undertone_alert_deliveries_once', ['id', 'destination'])
    .execute();
  const due = schema.createIndex('undertone_alert_deliveries_due').on('undertone_alert_deliveries');
  await due.columns(['state', 'seq']).execute();
  await schema
    .createTable('undertone_alert_attempts')
    .addColumn('seq', 'bigint', (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('alert', 'text', (column) => column.notNull())
    .addColumn('destination', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('attempt', 'bigint', (column) => column.notNull())
    .addColumn('status', 'integer')
    .addColumn('error', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .execute();
}

/** Lets the posts in alerts be found by their names and by their authors, so that they can be deleted. */
export async function addAlertPosts({ schema }: Database): Promise<void> {
  await schema
    .createTable('undertone_alert_posts')
    .addColumn('alert_id', 'text', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('post_id', 'text', (column) => column.notNull())
    .addColumn('author', 'text')
    .execute();
  for (const column of ['post_id', 'author', 'alert_id'] as const) {
    const index = schema.createIndex(`undertone_alert_posts_by_${column}`).on('undertone_alert_posts');
    await index.columns(column === 'alert_id' ? [column] : ['source', column]).execute();
  }
}
