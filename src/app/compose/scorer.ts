import type { Scorer } from '../../graph/index.ts';
import { createInlineScorer, createPool } from '../../scoring/index.ts';
import type { Config } from '../config/index.ts';
import type { Log } from '../observe.ts';

export function composeScorer({ workers, scorer }: Config, log: Log): Scorer & { readonly close: () => Promise<void> } {
  if (workers === 0) return { ...createInlineScorer(scorer), close: () => Promise.resolve() };
  return createPool({
    scorer,
    workers,
    onFailure: ({ code, message }, posts) => {
      log.error({ code, posts }, `A batch could not be scored: ${message}`);
    },
  });
}
