import type { RawBuilder } from 'kysely';
import { isRecord, parseJson, recordList } from '../model/index.ts';
import { unescapeKey } from './key-escaping.ts';
import { lock } from './migrations.ts';
import type { Database } from './schema.ts';

/** Removes the posts that satisfy a condition from the bodies of alerts, whether these are still to be sent or not. */
export async function retractFromAlerts(database: Database, condition: RawBuilder<boolean>): Promise<void> {
  const named = database.selectFrom('undertone_alert_posts').select('alert_id').where(condition);
  // Most deleted posts are in no alert, and need no lock.
  if ((await named.limit(1).executeTakeFirst()) === undefined) return;
  await database.transaction().execute((transaction) => removeFromBodies(transaction, condition));
}

async function removeFromBodies(transaction: Database, condition: RawBuilder<boolean>): Promise<void> {
  await lock(transaction, 0);
  const found = await transaction.selectFrom('undertone_alert_posts').selectAll().where(condition).execute();
  for (const [id, posts] of Map.groupBy(found, ({ alert_id: alertId }) => alertId)) {
    const isDeleted = (post: unknown): boolean =>
      isRecord(post) &&
      posts.some((each) => post['id'] === unescapeKey(each.post_id) && post['source'] === unescapeKey(each.source));
    const fired = await transaction
      .selectFrom('undertone_alerts')
      .select('body')
      .where('id', '=', id)
      .executeTakeFirst();
    const body = without(fired?.body ?? '{}', isDeleted);
    await transaction.updateTable('undertone_alerts').set({ body }).where('id', '=', id).execute();
  }
  await transaction.deleteFrom('undertone_alert_posts').where(condition).execute();
}

/** Returns a body without some of its posts. */
function without(json: string, isDeleted: (post: unknown) => boolean): string {
  const body = parseJson(json);
  const why = isRecord(body) ? body['why'] : undefined;
  if (!isRecord(body) || !isRecord(why)) return json;
  const posts = recordList(why['posts']).filter(({ post }) => !isDeleted(post));
  return JSON.stringify({ ...body, why: { ...why, posts } });
}
