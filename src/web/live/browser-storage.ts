/** A text that is kept in this browser. */
export interface StoredText {
  /** Returns the text; empty when there is none. */
  readonly read: () => string;
  readonly write: (text: string) => void;
}

/** Returns the text under a key. Where the browser stores nothing, it is forgotten with the page. */
export function browserStorage(key: string): StoredText {
  return {
    read: () => {
      try {
        return localStorage.getItem(key) ?? '';
      } catch {
        return '';
      }
    },
    write: (text) => {
      try {
        localStorage.setItem(key, text);
      } catch {
        // The choice lasts as long as the page.
      }
    },
  };
}
