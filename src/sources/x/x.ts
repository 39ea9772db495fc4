import { defer, of, switchMap, timer, type Observable, type SchedulerLike } from 'rxjs';
import type { Source } from '../../graph/index.ts';
import { createSteadyClock } from '../../model/index.ts';
import type { Interruption, Signal } from '../supervisor/supervise.ts';
import { Budget } from './budget.ts';
import { languagesForX } from './compile/languages.ts';
import type { RuleLimits } from './compile/rule-packer.ts';
import { fillGap } from './fill.ts';
import { createFilteredStream, type FilteredStreamOptions } from './filtered-stream.ts';
import { MessageReader } from './reader.ts';
import { createRulesApi } from './rules.ts';
import { openStream } from './stream.ts';

export interface XOptions extends Omit<RuleLimits, 'languages'> {
  readonly name: string;
  /** `https://HOST`. */
  readonly base: string;
  /** An app's bearer token. */
  readonly token: string;
  /** Whether recent search fills the gap of an interruption. Each post that it finds is paid for. */
  readonly fill: boolean;
  /** The tags of the wanted languages. Default none, which stands for all. */
  readonly languages?: readonly string[];
  /** Returns a number from 0 to 1, 1 excluded. */
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
  /** As in `LiveSourceContext`. */
  readonly interruption?: Interruption | undefined;
}

const maxConnections = { max: 50, windowMs: 15 * 60_000 };

/**
 * Creates a source of the posts of X's filtered stream.
 *
 * @example
 * const live = { random: Math.random, scheduler: asyncScheduler };
 * createX({ name: 'x', base: 'https://api.x.com', token, fill: false, ...live });
 */
export function createX(options: XOptions): Source {
  const { name, base, languages = [], random, scheduler } = options;
  return createFilteredStream({
    name,
    host: new URL(base).host,
    limits: { ...options, languages: languagesForX(languages) },
    api: createRulesApi(options),
    connect: createConnect(options),
    interruption: options.interruption,
    random,
    scheduler,
  });
}

/** Returns connections to the stream, no more of them than X allows. Each fills the gap before it where that is wanted. */
function createConnect({ name, base, token, fill, scheduler }: XOptions): FilteredStreamOptions['connect'] {
  const budget = new Budget(maxConnections);
  const now = createSteadyClock(() => scheduler.now());
  const reader = new MessageReader({ source: name, host: new URL(base).host, now: () => scheduler.now() });
  const common = { base, headers: { Authorization: `Bearer ${token}` }, reader, scheduler };
  return (interruption, values) => {
    const resumed$ = defer((): Observable<Signal> => {
      if (interruption === undefined || !fill) return of({ type: 'resumed', filled: 'none' });
      return fillGap({ ...common, values: values(), from: interruption.from, to: scheduler.now() });
    });
    return defer(() => timer(budget.waitMs(now(), true), scheduler)).pipe(
      switchMap(() => {
        budget.acquire(now());
        return openStream({ ...common, resumed$ });
      }),
    );
  };
}
