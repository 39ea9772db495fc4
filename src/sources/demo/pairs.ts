import { expand } from './expand.ts';
import { createBag, shuffle, type Random, type Some } from './random.ts';
import { capital } from './people.ts';
import type { Mood } from './topic.ts';

type Pair = readonly [string, string];

const rivals: Some<Pair> = [
  ['pizza', 'burgers'],
  ['pizza', 'pasta'],
  ['pizza', 'tacos'],
  ['pizza', 'sushi'],
  ['pizza', 'salad'],
  ['coffee', 'tea'],
  ['cats', 'dogs'],
  ['trains', 'flights'],
  ['books', 'movies'],
  ['football', 'tennis'],
  ['running', 'cycling'],
  ['music', 'tv'],
  ['sleep', 'work'],
  ['chocolate', 'breakfast'],
  ['cooking', 'takeaway'],
  ['phones', 'cameras'],
  ['rain', 'snow'],
  ['games', 'movies'],
  ['gardening', 'housework'],
  ['mondays', 'sundays'],
  ['football', 'rugby'],
  ['books', 'tv'],
  ['coffee', 'sleep'],
  ['travel', 'work'],
  ['javascript', 'python'],
  ['meetings', 'emails'],
];

const verdicts: Some<readonly [Mood, string]> = [
  ['positive', '{A} beat{s} {b}, [every time|any day|end of discussion|and I will die on this hill].'],
  ['positive', 'I would take {a} over {b} any day. [Best choice.|Easy win.|Love it.]'],
  ['positive', '{A} > {b}. [No further questions.|Sorry, not sorry.|Best thing ever.]'],
  ['mixed', 'I love {a} but not {b}.'],
  ['mixed', 'Love {a}, hate {b}.'],
  ['mixed', '{A}: {great}. {B}: {bad}. [That is my whole personality.|I do not make the rules.]'],
  ['mixed', 'I like {a} and I am tired of pretending that I like {b}.'],
  ['question', '{A} or {b}? [You can only keep one.|Wrong answers only.|Asking for {friend}.]'],
  ['question', 'Are you more of {an} {a} person or {an} {b} person?'],
  ['question', 'Honest question: why {b} when there is {a}?'],
  ['neutral', '{Friend} says {a}, I say {b}.'],
  ['neutral', '{A} on {day}, {b} on {day}. That is the plan.'],
  ['negative', '{A} and {b} on the same day. I hate it.'],
  ['negative', 'First {b}, then {a}. [Terrible idea.|My stomach hurts.|I regret everything.]'],
];

const served: Some<string> = [
  'coffee',
  'pizza',
  'music',
  'weather',
  'breakfast',
  'internet',
  'train',
  'tea',
  'movie',
  'food',
  'service',
  'view',
  'hotel',
  'parking',
  'company',
  'football',
  'book',
  'flight',
  'meeting',
  'chocolate cake',
  'game',
  'school play',
];

const contrasts: Some<readonly [Mood, string]> = [
  ['mixed', 'The {a} was {great} but the {b} was {bad}.'],
  ['mixed', 'The {a} was {bad}. The {b} made up for it, {great}.'],
  ['mixed', '{Great} {a}, {bad} {b}.'],
  ['mixed', 'Went for the {a}, stayed for the {b}. The {a} was {bad}, the {b} {great}.'],
  ['positive', 'The {a} was {great}, the {b} even better. [What a {day}.|So happy.]'],
  ['positive', '{Great} {a} and {great} {b} at {place}. Thank you!'],
  ['negative', 'Not sure what was worse, the {a} or the {b}. {Bad}.'],
  ['negative', 'The {a} was {bad} and the {b} was no better.'],
];

const pastimes: Some<string> = [
  'coffee',
  'work',
  'football',
  'pizza',
  'sleep',
  'gym',
  'library',
  'shopping',
  'music',
  'books',
  'cooking',
  'gardening',
  'running',
  'movies',
  'meetings',
  'tv',
  'laundry',
  'games',
  'travel',
  'tea',
  'breakfast',
  'rain',
];

const lists: Some<readonly [Mood, string]> = [
  ['neutral', '{A}, {b}, {c}. [In that order.|That was my {day}.|And repeat.]'],
  ['neutral', 'Plan for {day}: {a}, {b}, {c}.'],
  ['neutral', '{A}, then {b}, then {c}, then {a} again.'],
  ['positive', '{A}, {b} and {c}. [Perfect {day}.|Life is good.|That is happiness.]'],
  ['positive', 'Things I love: {a}, {b}, {c}. [That is the list.|Especially {a}.]'],
  ['negative', 'Could live without {a}, {b} and {c} {today}. {Bad} mood.'],
  ['negative', 'No {a}, no {b}, no {c}. Worst {day} in months.'],
  ['question', '{A}, {b} or {c} on a {day}?'],
  ['mixed', 'Good day for {a}, bad day for {b}.'],
];

/** Sentences about several topics at once: rivals, contrasts and lists. */
export function createPairs(random: Random): () => { readonly mood: Mood; readonly text: string } {
  const rival = createBag(rivals, random);
  const kinds = createBag(['rivals', 'rivals', 'contrast', 'contrast', 'list'], random);
  const drawVerdict = createBag(verdicts, random);
  const drawContrast = createBag(contrasts, random);
  const drawList = createBag(lists, random);
  return () => {
    const kind = kinds();
    if (kind === 'rivals') return compose(drawVerdict(), random() < 0.5 ? rival() : swap(rival()), random);
    if (kind === 'contrast') return compose(drawContrast(), shuffle(served, random), random);
    return compose(drawList(), shuffle(pastimes, random), random);
  };
}

function swap([a, b]: Pair): Pair {
  return [b, a];
}

function compose([mood, pattern]: readonly [Mood, string], names: readonly string[], random: Random) {
  const [a = 'this', b = 'that', c = 'more'] = names;
  const filled = pattern
    .replaceAll(/\{([abc])\}/gi, (_, slot: string) => {
      const name = slot.toLowerCase() === 'a' ? a : slot.toLowerCase() === 'b' ? b : c;
      return slot === slot.toLowerCase() ? name : capital(name);
    })
    .replaceAll('{s}', /[^s]s$/.test(a) ? '' : 's');
  return { mood, text: expand(filled, random) };
}
