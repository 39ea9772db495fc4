import { signal, useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { copyText } from '../live/clipboard.ts';
import type { Page } from '../live/page.ts';

/** The time for which a button says that it has copied, in ms. */
const shownMs = 2_000;

/** The link that could not be copied, so that the reader does it. */
const uncopied: Signal<string | undefined> = signal(undefined);

/** Copies an address, and says so. Returns false where the browser does not allow it. */
async function copyLink(page: Page, address: string): Promise<boolean> {
  const isCopied = await copyText(address);
  uncopied.value = isCopied ? undefined : address;
  if (isCopied) page.announcement.value = 'The link is copied.';
  return isCopied;
}

interface CopyLinkProps {
  readonly page: Page;
  readonly class?: string;
  readonly label: string;
  readonly title: string;
  /** Returns the link. */
  readonly address: () => string;
}

/** A button that copies a link, and says so in its place. */
export function CopyLink({ page, class: kind = '', label, title, address }: CopyLinkProps) {
  const isCopied = useSignal(false);
  useEffect(() => {
    if (!isCopied.value) return undefined;
    const timer = setTimeout(() => (isCopied.value = false), shownMs);
    return () => {
      clearTimeout(timer);
    };
  }, [isCopied.value]);
  return (
    <button
      type="button"
      class={kind}
      title={title}
      onClick={() => {
        void copyLink(page, address()).then((done) => (isCopied.value = done));
      }}
    >
      {isCopied.value ? 'Copied' : label}
    </button>
  );
}

/** The link that the browser does not let the page copy, selected in a field. */
export function UncopiedLink() {
  const address = uncopied.value;
  if (address === undefined) return null;
  return (
    <div class="banner uncopied">
      <label for="uncopied">The browser does not let this page copy. Copy the link here:</label>
      <input
        id="uncopied"
        type="text"
        readOnly
        value={address}
        ref={(input) => {
          input?.focus();
          input?.select();
        }}
      />
      <button type="button" onClick={() => (uncopied.value = undefined)}>
        Close
      </button>
    </div>
  );
}
