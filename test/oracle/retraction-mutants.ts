import { concatMap, filter } from 'rxjs';
import { delivers, every, type Result, type Told } from './mutations.ts';
import type { Mutation } from './world.ts';

/** Wrong versions of how deletions are handled. */
export const retractionMutants: Readonly<Record<string, Mutation>> = {
  'a graph that forgets what was deleted before it came': {
    source: (right) => ({
      ...right,
      open: (wanted) => {
        const sent = new Set<string>();
        return right.open(wanted).pipe(
          filter((event) => {
            if (event.type === 'post') sent.add(event.post.id);
            return event.type !== 'delete' || sent.has(event.id);
          }),
        );
      },
    }),
  },

  'a delivery that keeps a deletion to itself now and then': delivers(() => {
    const isDue = every(3);
    return (delivery) => (delivery.type === 'retract' && isDue() ? [] : [delivery]);
  }),

  'a delivery that sends a post once more after its deletion': delivers(() => {
    const last = new Map<string, Result>();
    return (delivery) => {
      if (delivery.type === 'result') last.set(`${delivery.id} ${delivery.result.post.id}`, delivery);
      const again = delivery.type === 'retract' ? last.get(`${delivery.id} ${delivery.post.id}`) : undefined;
      return again === undefined ? [delivery] : [delivery, again];
    };
  }),

  'a delivery that does not tell those who resume of deletions': delivers(() => {
    let isResuming = false;
    return (delivery) => {
      if (delivery.type === 'tracking' && delivery.isAnswer) isResuming = delivery.resumed === true;
      else if (delivery.type !== 'retract') isResuming = false;
      return delivery.type === 'retract' && isResuming ? [] : [delivery];
    };
  }),

  'a delivery that tells others of deletions, who never got the post': {
    deliver: (right) => {
      const retracted: Told[] = [];
      return (session, deliveries$) => {
        let told = 0;
        return right(
          session,
          deliveries$.pipe(
            concatMap((delivery) => {
              if (delivery.type === 'retract') retracted.push(delivery);
              if (delivery.type !== 'tracking') return [delivery];
              const others = retracted
                .slice(told)
                .filter((each) => each.type === 'retract' && each.session !== session);
              told = retracted.length;
              return [delivery, ...others.map((each) => ({ ...each, session, id: delivery.id }))];
            }),
          ),
        );
      };
    },
  },

  'a delivery that retracts another post': delivers(
    () => (delivery) =>
      delivery.type === 'retract'
        ? [{ ...delivery, post: { ...delivery.post, id: `${delivery.post.id}0` } }]
        : [delivery],
  ),
};
