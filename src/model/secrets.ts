/** Names of parameters whose values are secret. */
const secretName = '(?:token|key|secret|password|passwd|pwd|auth|signature|sig|credential)';
const secretParameter = new RegExp(`([?&][^=&#]*${secretName}[^=&#]*=)[^&#]*`, 'gi');
const secretParameterInText = new RegExp(
  `([?&][^=&#\\s]*${secretName}[^=&#\\s]*=)(?:[^&#\\s"'\`)]*[^&#\\s"'\`).,:;])?`,
  'gi',
);

/**
 * Returns an address, or the value of an option that holds one, without its passwords and keys.
 *
 * @example withoutSecrets('poll:http://ann:hunter2@host/?api_key=7') // 'poll:http://…@host/?api_key=…'
 */
export function withoutSecrets(address: string): string {
  // A password may hold any character, an unescaped `/` or `@` too: with a colon before it, all up to the last `@` goes.
  const credentials = /:\/\/[^@]*:[^@]*@/.test(address) ? /:\/\/.*@/s : /:\/\/[^/?#@]*@/;
  return address.replace(credentials, '://…@').replaceAll(secretParameter, '$1…');
}

/**
 * Returns a sentence without the passwords and keys of the addresses in it, which end at a space. For sentences of other
 * programs; one of our own leaves secrets out where it is made, by `withoutSecrets`.
 *
 * @example textWithoutSecrets('connect to redis://:hunter2@host failed') // 'connect to redis://…@host failed'
 */
export function textWithoutSecrets(text: string): string {
  return text
    .replaceAll(/:\/\/(?:[^\s@]*:[^\s@]*(?:@[^\s@]*)*|[^\s/?#@]*)@/g, '://…@')
    .replaceAll(secretParameterInText, '$1…');
}
