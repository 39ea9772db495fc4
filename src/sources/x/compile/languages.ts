import { declaredLanguage } from '../../../model/index.ts';

/** The languages that X detects and calls by their usual codes; it has others under codes of its own. */
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
 * Returns language tags as X's codes. The list is empty, which stands for all languages, when X has no code for one of
 * them: posts in other languages are filtered later.
 *
 * @example
 * languagesForX(['en', 'pt-BR', 'he']); // ['en', 'pt', 'iw']
 */
export function languagesForX(tags: readonly string[]): readonly string[] {
  const codes = tags.map((tag) => codesOf((declaredLanguage(tag) ?? '').toLowerCase().split('-', 1)[0] ?? ''));
  return codes.some((some) => some.length === 0) ? [] : [...new Set(codes.flat())];
}

function codesOf(language: string): readonly string[] {
  return languages.has(language) ? [language] : (ownCodes[language] ?? []);
}

/**
 * Returns the usual code of a language that X declares; undefined where X declares none: `und`, and codes of its own for
 * posts without words (`art`, `qme`, `qht`, …).
 *
 * @example
 * languageFromX('iw'); // 'he'
 */
export function languageFromX(code: string | undefined): string | undefined {
  const language = declaredLanguage(code);
  if (language === undefined || /^(?:art|q[a-t][a-z])$/i.test(language)) return undefined;
  const own = Object.keys(ownCodes).find((usual) => usual !== 'zh' && ownCodes[usual]?.includes(language));
  return own ?? language;
}
