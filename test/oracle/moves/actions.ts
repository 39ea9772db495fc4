import fc from 'fast-check';

export type Gateway = 'east' | 'west';
export type MoveQuery = 'pizza' | 'coffee';

export type Move =
  | { readonly do: 'post'; readonly texts: readonly string[] }
  /** A post is deleted: 0 is the newest that was not yet. */
  | { readonly do: 'delete'; readonly age: number }
  /** A gateway reads on in the log. */
  | { readonly do: 'read'; readonly gateway: Gateway; readonly posts: number }
  /** A gateway is too far behind, and passes over posts. */
  | { readonly do: 'skip'; readonly gateway: Gateway; readonly posts: number }
  /** A client tracks, with its last token; it connects to the gateway before that when it has to. */
  | { readonly do: 'track'; readonly client: string; readonly query: MoveQuery; readonly gateway: Gateway }
  | { readonly do: 'move'; readonly client: string; readonly gateway: Gateway }
  | { readonly do: 'break'; readonly client: string }
  /** The log forgets its oldest posts. */
  | { readonly do: 'trim'; readonly posts: number }
  | { readonly do: 'pool'; readonly gateway: Gateway; readonly latencyMs: number }
  | { readonly do: 'pass'; readonly ms: number };

const only = <const D extends Move['do']>(name: D): fc.Arbitrary<D> => fc.constant(name);
const client = fc.constantFrom('ann', 'bob');
const gateway = fc.constantFrom<Gateway>('east', 'west');
const query = fc.constantFrom<MoveQuery>('pizza', 'coffee');
const texts = fc.array(fc.constantFrom('pizza', 'coffee', 'coffee pizza', 'rain'), { minLength: 1, maxLength: 5 });

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: only('post'), texts }) },
  { weight: 3, arbitrary: fc.record({ do: only('delete'), age: fc.nat({ max: 6 }) }) },
  { weight: 8, arbitrary: fc.record({ do: only('read'), gateway, posts: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ do: only('skip'), gateway, posts: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 4, arbitrary: fc.record({ do: only('track'), client, query, gateway }) },
  { weight: 4, arbitrary: fc.record({ do: only('move'), client, gateway }) },
  { weight: 1, arbitrary: fc.record({ do: only('break'), client }) },
  { weight: 1, arbitrary: fc.record({ do: only('trim'), posts: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ do: only('pool'), gateway, latencyMs: fc.constantFrom(0, 3, 40) }) },
  { weight: 6, arbitrary: fc.record({ do: only('pass'), ms: fc.constantFrom(1, 5, 20, 110, 300, 1_000) }) },
);

export const moveHistories: fc.Arbitrary<readonly Move[]> = fc.array(move, { maxLength: 60, size: 'max' });
