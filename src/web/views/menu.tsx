import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

interface MenuProps {
  /** The content while it is closed. */
  readonly summary: ComponentChildren;
  /** The name for screen readers, where the summary is none. */
  readonly name?: string;
  readonly class?: string;
  /** Its content, given the function that closes it. */
  readonly children: (close: () => void) => ComponentChildren;
}

/** A menu that opens below its button, and closes by Escape and when the focus leaves it. Closed, it has no content. */
export function Menu({ summary, name, class: kind = '', children }: MenuProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  const isOpen = useSignal(false);
  const close = (): void => {
    const { current } = menu;
    if (current === null) return;
    // An element that had the focus is gone now.
    if (current.contains(document.activeElement)) current.querySelector('summary')?.focus();
    current.open = false;
  };
  return (
    <details
      class={`menu ${kind}`}
      ref={menu}
      onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (relatedTarget instanceof Node && !currentTarget.contains(relatedTarget)) close();
      }}
    >
      <summary
        aria-label={name}
        title={name}
        // Earlier than the toggle event, so that the next key finds the content.
        onClick={() => (isOpen.value = menu.current?.open !== true)}
      >
        {summary}
      </summary>
      {isOpen.value && <div class="menu-body">{children(close)}</div>}
    </details>
  );
}
