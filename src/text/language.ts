/** `en` of `en-GB`: what languages are compared by. */
export function primarySubtag(tag: string): string {
  return tag.toLowerCase().split(/[-_]/, 1)[0] ?? '';
}
