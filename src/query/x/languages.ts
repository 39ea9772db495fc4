/** The languages that X detects and calls by their usual codes; it has others under its own. */
export const languages: ReadonlySet<string> = new Set(
  'am ar bg bn cs da de el en es et fa fi fr gu hi hu hy is it ja ka km kn ko lo lt lv ml mr my ne nl no pa pl ps pt ro ru sd si sl sr sv ta te th tl tr uk ur vi'.split(
    ' ',
  ),
);

const ownCodes: Readonly<Record<string, readonly string[]>> = {
  id: ['in'],
  he: ['iw'],
  zh: ['zh-CN', 'zh-TW'],
};

/**
 * Languages as X's rules call them. None, which is all, when X can't be asked for one of them: what is not wanted is
 * left out later.
 */
export function languagesForX(tags: readonly string[]): readonly string[] {
  const codes = tags.map((tag) => codesOf(tag.toLowerCase().split('-', 1)[0] ?? ''));
  return codes.some((some) => some.length === 0) ? [] : [...new Set(codes.flat())];
}

function codesOf(language: string): readonly string[] {
  return languages.has(language) ? [language] : (ownCodes[language] ?? []);
}

/** The usual code of a language as X declares it; undefined where that is no language (`und`, `qme`, `zxx`, …). */
export function languageFromX(code: string): string | undefined {
  if (/^(?:und|zxx|art|q[a-t][a-z])$/.test(code)) return undefined;
  return Object.keys(ownCodes).find((language) => language !== 'zh' && ownCodes[language]?.includes(code)) ?? code;
}
