import type { QueryFault } from '../state/check-query.ts';

/** A query with the part of it marked that can't be used, and why. */
export function Fault({ fault: { before, token, after, sentence } }: { readonly fault: QueryFault }) {
  return (
    <div class="fault">
      <code>
        {before}
        <mark>{token === '' ? ' ' : token}</mark>
        {after}
      </code>
      <p>{sentence}</p>
    </div>
  );
}
