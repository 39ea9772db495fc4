import { afterEach, beforeEach } from 'vitest';
import type { StoreSpec } from '../../src/store/index.ts';
import { openStore, type OpenStore } from './open-store.ts';

/** A place for one store, and the function that removes it. */
export interface StorePlace {
  readonly spec: StoreSpec;
  /** Runs a statement on the database, bypassing the store. */
  readonly sabotage: (sql: string) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** The stores of a suite. */
export interface Stores {
  /** The place of the current test. */
  readonly place: () => StorePlace;
  /** Opens a store there. */
  readonly opened: (options?: Partial<Parameters<typeof openStore>[0]>) => OpenStore;
  /** Ends a store before its test is over. */
  readonly ended: (store: OpenStore) => Promise<void>;
}

/** Gives each test of the current suite a place of its own, and ends the stores that the test leaves open. */
export function useStores(makePlace: () => Promise<StorePlace>): Stores {
  let place: StorePlace;
  let open: OpenStore[];
  beforeEach(async () => {
    open = [];
    place = await makePlace();
  });
  afterEach(async () => {
    for (const store of open) await store.end().catch(() => undefined);
    await place.remove();
  });
  return {
    place: () => place,
    opened: (options) => {
      const store = openStore({ spec: place.spec, ...options });
      open.push(store);
      return store;
    },
    ended: async (store) => {
      open.splice(open.indexOf(store), 1);
      await store.end();
    },
  };
}
