import type { ComponentChildren } from 'preact';

interface RetryProps {
  /** The sentence that says what failed. */
  readonly children: ComponentChildren;
  readonly onRetry: () => void;
}

/** Says what could not be read, beside a button that reads it again. */
export function Retry({ children, onRetry }: RetryProps) {
  return (
    <>
      {children}{' '}
      <button type="button" onClick={onRetry}>
        Try again
      </button>
    </>
  );
}
