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

/** A menu that opens below its button, and closes by Escape and when the focus leaves it. */
export function Menu({ summary, name, class: kind = '', children }: MenuProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  const close = (): void => {
    if (menu.current !== null) menu.current.open = false;
  };
  return (
    <details
      class={`menu ${kind}`}
      ref={menu}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        close();
        // The element that had the focus is hidden now.
        event.currentTarget.querySelector('summary')?.focus();
      }}
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (relatedTarget instanceof Node && !currentTarget.contains(relatedTarget)) close();
      }}
    >
      <summary aria-label={name} title={name}>
        {summary}
      </summary>
      <div class="menu-body">{children(close)}</div>
    </details>
  );
}
