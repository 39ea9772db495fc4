import type { QueryFault } from '../state/check-query.ts';

/** A query with its offending part marked, and the reason. */
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
