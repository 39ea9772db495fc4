import type { Delivery } from '../../src/graph/index.ts';

/** Describes a delivery that is no result. */
export function sentenceOf(delivery: Exclude<Delivery, { readonly type: 'result' }>): string {
  switch (delivery.type) {
    case 'tracking': {
      const states = Object.entries(delivery.upstream).map(([source, state]) => `${source}=${state}`);
      const resumed = delivery.resumed === undefined ? [] : [delivery.resumed ? 'resumed' : 'not resumed'];
      return [delivery.isRenewal === true ? 'renewal' : 'tracking', ...states, ...resumed].join(' ');
    }
    case 'gap':
      return `gap ${delivery.gap.source} ${delivery.gap.from}-${delivery.gap.to}`;
    case 'refused':
      return `refused ${delivery.error.code}`;
    case 'summary':
      return `summary ${delivery.summary.posts}`;
    case 'retract':
      return `retract ${delivery.post.source} ${delivery.post.id}`;
    case 'untracked':
      return 'untracked';
    case 'loss':
      return `loss ${Array.from(delivery.results, ([id, count]) => `${id}=${count}`).join(' ')}`;
  }
}
