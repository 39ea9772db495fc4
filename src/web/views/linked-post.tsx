import type { Page } from '../live/page.ts';
import type { LinkedState } from '../live/linked-post.ts';
import { PostItem } from './post-item.tsx';
import { Retry } from './retry.tsx';

/** The post that the address names, above the others. */
export function LinkedPostPanel({ page }: { readonly page: Page }) {
  const { name, state, close } = page.linked;
  if (name.value === undefined) return null;
  return (
    <section class="linked-post" aria-labelledby="linked-title">
      <header>
        <h3 id="linked-title" tabIndex={-1}>
          Linked post
        </h3>
        <button
          type="button"
          class="icon"
          aria-label="Close the linked post"
          onClick={() => {
            close();
            document.querySelector<HTMLElement>('.feed')?.focus({ preventScroll: true });
          }}
        >
          ×
        </button>
      </header>
      <Contents page={page} state={state.value} />
    </section>
  );
}

function Contents({ page, state }: { readonly page: Page; readonly state: LinkedState }) {
  switch (state.name) {
    case 'loading':
      return <p class="hint busy">Reading the post …</p>;
    case 'gone':
      return <p class="hint">It is no longer kept, or was deleted.</p>;
    case 'failed':
      return (
        <p class="warning">
          <Retry onRetry={page.linked.load}>{state.reason}</Retry>
        </p>
      );
    case 'ready':
      return (
        <ul class="plain">
          <PostItem page={page} item={state.item} filter={page.filter.value} measure={page.measure.value} />
        </ul>
      );
  }
}
