import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StorePlace } from './store-place.ts';

/** A file in a folder that does not exist yet. */
export function makeSqlitePlace(): Promise<StorePlace & { readonly spec: { readonly path: string } }> {
  const folder = mkdtempSync(join(tmpdir(), 'undertone-'));
  const path = join(folder, 'deep', 'store.db');
  return Promise.resolve({
    spec: { kind: 'sqlite', path },
    sabotage: (sql) => {
      const database = new DatabaseSync(path, { timeout: 5_000 });
      database.exec(sql);
      database.close();
      return Promise.resolve();
    },
    remove: () => {
      rmSync(folder, { recursive: true });
      return Promise.resolve();
    },
  });
}
