import type { Voice } from './people.ts';
import { pick, type Random, type Some } from './random.ts';
import type { Mood } from './topic.ts';

type Rewrite = readonly [from: RegExp, to: string];

/** The patterns are written out in full, people are not: they contract, where the verb is not stressed. */
const contractions: readonly Rewrite[] = [
  [/\bI am (?=\w)/g, "I'm "],
  [/\bI have (?=been|not|ever|never)/g, "I've "],
  [/\bI will (?=\w)/g, "I'll "],
  [/\bI would (?=\w)/g, "I'd "],
  [/\b([Ii]t|[Tt]hat|[Ww]hat|[Tt]here|[Hh]e|[Ss]he|[Ww]ho) is (?=\w)/g, "$1's "],
  [/\b([Ww]e|[Tt]hey|[Yy]ou) are (?=\w)/g, "$1're "],
  [/\b([Ii]s|[Dd]o|[Dd]oes|[Dd]id|[Ww]as|[Hh]as|[Hh]ave|[Ss]hould|[Ww]ould|[Cc]ould) not (?=\w)/g, "$1n't "],
  [/\bwill not\b/g, "won't"],
  [/\bcannot\b/g, "can't"],
];

const slang: readonly Rewrite[] = [
  [/\byou\b/gi, 'u'],
  [/\bare\b/gi, 'r'],
  [/\bpeople\b/gi, 'ppl'],
  [/\bbecause\b/gi, 'bc'],
  [/\bgoing to\b/gi, 'gonna'],
  [/\bwant to\b/gi, 'wanna'],
  [/\bthough\b/gi, 'tho'],
  [/\bwith\b/gi, 'w/'],
  [/\bsomeone\b/gi, 'some1'],
  [/\bright now\b/gi, 'rn'],
  [/\bI'm so\b/gi, 'im sooo'],
  [/'/g, ''],
];

const stretched: readonly Rewrite[] = [
  [/\bso\b/, 'sooooo'],
  [/\breally\b/, 'reallyyy'],
  [/\bnever\b/, 'NEVER'],
  [/\bevery\b/, 'EVERY'],
  [/\bagain\b/, 'AGAIN'],
  [/\bworst\b/i, 'WORST'],
  [/\bbest\b/i, 'BEST'],
  [/\blove\b/, 'LOVE'],
  [/\bhate\b/, 'HATE'],
];

const slangEnds: Readonly<Record<Mood, Some<string>>> = {
  positive: ['lol', 'haha', 'no cap', 'fr', 'ngl', 'tho'],
  negative: ['smh', 'ugh', 'fr', 'im done', 'istg', 'tbh'],
  mixed: ['tbh', 'idk', 'ngl', 'lol'],
  neutral: ['btw', 'fyi', 'idk', 'or something'],
  question: ['??', '?? asking 4 a friend', '? lmk', '?'],
};

/** The same sentence as that voice would type it. Hashtags, handles and links are added afterwards, by `garnish`. */
export function speak(
  text: string,
  voice: Voice,
  { mood, random }: { readonly mood: Mood; readonly random: Random },
): string {
  const spoken = random() < 0.8 ? rewrite(text, contractions) : text;
  switch (voice) {
    case 'plain':
      return random() < 0.12 ? spoken.replace(/\.$/, '') : spoken;
    case 'lower':
      return lower(spoken).replace(/\.$/, '');
    case 'slang':
      return abbreviate(spoken, pick(slangEnds[mood], random));
    case 'shouting':
      return spoken.length < 90 && !spoken.includes('://') ? spoken.toUpperCase() : spoken;
    case 'excited':
      return mood === 'neutral' ? spoken : stretch(spoken, random);
    case 'typographic':
      return spoken
        .replaceAll("'", '’')
        .replace(/"([^"]*)"/g, '“$1”')
        .replaceAll(' - ', ' – ');
  }
}

function rewrite(text: string, rewrites: readonly Rewrite[]): string {
  return rewrites.reduce((all, [from, to]) => all.replace(from, to), text);
}

function abbreviate(text: string, end: string): string {
  const short = lower(rewrite(text, slang));
  if (end.startsWith('?')) return short.endsWith('?') ? short.replace(/\?$/, end) : short.replace(/\.$/, '');
  return `${short.replace(/\.$/, '')} ${end}`;
}

function lower(text: string): string {
  return text
    .split(' ')
    .map((word) => (word.includes('://') ? word : word.toLowerCase()))
    .join(' ');
}

/** One word stands out, and the last full stop is not enough. */
function stretch(text: string, random: Random): string {
  const [from, to] = stretched.find(([pattern]) => pattern.test(text)) ?? [/$/, ''];
  const marks = pick(['!', '!!', '!!!'], random);
  return text.replace(from, to).replace(/[.!]$/, marks).replace(/\?$/, '??');
}
