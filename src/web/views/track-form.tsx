import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Page } from '../live/page.ts';
import { maxQueries } from '../state/address.ts';
import { faultOf } from '../state/check-query.ts';
import { Fault } from './fault.tsx';

/** The field for a query, which shows its fault while it is typed. */
export function TrackForm({ page }: { readonly page: Page }) {
  const text = useSignal('');
  const input = useRef<HTMLInputElement>(null);
  const isEmpty = text.value.trim() === '';
  const fault = isEmpty ? undefined : faultOf(text.value);
  const tracks = page.tracks.value;
  const isFull = tracks.length >= maxQueries;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const query = text.peek().trim();
    if (query === '') return;
    if (fault !== undefined) {
      input.current?.focus();
      input.current?.setSelectionRange(fault.start, fault.end);
      return;
    }
    if (!page.track(query) && isFull) return;
    text.value = '';
  };
  return (
    <form class={`track-form${tracks.length === 0 ? ' first' : ''}`} role="search" onSubmit={submit}>
      <div class="field">
        <label for="query">Track</label>
        <input
          ref={input}
          id="query"
          type="text"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          enterkeyhint="go"
          maxLength={600}
          placeholder={
            tracks.length === 0 ? 'a topic: pizza, "north station", #rome, football -transfer' : 'another topic'
          }
          value={text.value}
          aria-invalid={fault !== undefined}
          aria-describedby="query-fault"
          onInput={({ currentTarget }) => {
            text.value = currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') text.value = '';
          }}
        />
        <kbd aria-hidden="true">/</kbd>
        <button type="submit" class="primary" disabled={isFull}>
          Track
        </button>
      </div>
      <div id="query-fault" aria-live="polite">
        {fault !== undefined && <Fault fault={fault} />}
        {isFull && <p class="hint">{maxQueries} queries fit on a page: remove one to track another.</p>}
      </div>
      {isEmpty && !isFull && <Suggestions page={page} />}
    </form>
  );
}

/** Suggested queries: the demo's topics, and those that others track. */
function Suggestions({ page }: { readonly page: Page }) {
  const all = useSignal<readonly string[]>([]);
  useEffect(() => {
    void page.api.suggestions().then((suggestions) => {
      all.value = suggestions;
    });
  }, [page]);
  const tracked = new Set(page.tracks.value.flatMap(({ query, canonical }) => [query, canonical]));
  const left = all.value.filter((query) => !tracked.has(query)).slice(0, 12);
  if (left.length === 0) return null;
  return (
    <div class="suggestions" role="group" aria-label="Topics to try">
      <span class="hint">Try</span>
      {left.map((query) => (
        <button
          key={query}
          type="button"
          class="chip"
          onClick={() => {
            page.track(query);
          }}
        >
          {query}
        </button>
      ))}
    </div>
  );
}
