import { asyncScheduler as scheduler } from 'rxjs';
import { createStore, type Archive } from '../../store/index.ts';
import type { Config } from '../config/index.ts';
import type { Metrics } from './metrics.ts';
import type { Log } from '../observe.ts';
import { isX } from './delivery.ts';
import { noStore } from './no-store.ts';
import { storeOf } from '../store-spec.ts';

type StoreMetrics = Pick<Metrics, 'store' | 'shedding'>;

/** Creates the store of a configuration. A node that only reads sources has none. */
export function composeStore(config: Config, log: Log, metrics: StoreMetrics): Archive {
  const spec = storeOf(config);
  if (config.nats.length > 0 && config.role === 'ingest') return noStore;
  return createStore({
    spec,
    keepPostsMs: config.keepPosts,
    // X allows only ids to be stored; the post itself must be requested from X again.
    idsOnly: isX,
    onTrouble: (error) => {
      metrics.store.onTrouble(error !== undefined);
      if (error === undefined) log.info({}, 'the store can be written again');
      else log.error({ code: error.code }, `${error.message}; results wait for it while there is room`);
    },
    onWritten: metrics.store.onWritten,
    onShed: metrics.shedding.store,
    scheduler,
  });
}

/** Returns the reason why the store can't be written, if there is one. */
export function storeWarnings(store: Archive): readonly string[] {
  const { trouble } = store.health();
  return trouble === undefined ? [] : [trouble];
}
