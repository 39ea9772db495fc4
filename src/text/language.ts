/**
 * Returns the primary subtag of a language tag, by which languages are compared.
 *
 * @example
 * primarySubtag('en-GB') // 'en'
 */
export function primarySubtag(tag: string): string {
  return tag.toLowerCase().split(/[-_]/, 1)[0] ?? '';
}
