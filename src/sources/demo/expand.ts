import { between, pick, type Random, type Some } from './random.ts';

/** What stands in for `{name}` in a pattern; a capital first letter in the pattern gives one in the text. */
const slots: Readonly<Record<string, Some<string>>> = {
  great: [
    'great',
    'amazing',
    'lovely',
    'brilliant',
    'fantastic',
    'wonderful',
    'superb',
    'excellent',
    'awesome',
    'perfect',
  ],
  bad: ['awful', 'terrible', 'horrible', 'dreadful', 'disappointing', 'bad', 'pathetic'],
  friend: [
    'my sister',
    'my brother',
    'my flatmate',
    'my neighbour',
    'my mum',
    'my dad',
    'my best friend',
    'my cousin',
    'my partner',
    'my grandma',
    'my uncle',
    'a colleague',
    'my husband',
    'my wife',
    'my daughter',
    'my son',
  ],
  town: [
    'Leeds',
    'Lisbon',
    'Ghent',
    'Bristol',
    'Galway',
    'Porto',
    'Denver',
    'Halifax',
    'Cork',
    'Austin',
    'Bergen',
    'Utrecht',
    'Cardiff',
    'Portland',
    'Graz',
    'Dundee',
    'Turin',
    'Aarhus',
    'Toronto',
    'Perth',
    'Oakland',
    'Seville',
    'Brno',
    'York',
  ],
  street: [
    'Mill Street',
    'Canal Road',
    'Station Road',
    'Harbour Lane',
    'Elm Street',
    'Bridge Street',
    'Market Square',
    'Chapel Lane',
    'Orchard Road',
    'Foundry Street',
    'Tanner Row',
    'Quay Street',
  ],
  place: [
    'the little place on {street}',
    'the new place by the station',
    'the corner place on {street}',
    'Blue Lantern',
    'the Copper Kettle',
    'Mama Rosetta',
    'Fourth Street Kitchen',
    'The Salty Duck',
    'Nonna Pina',
    'the Old Boathouse',
    'Two Spoons',
    'Casa Fennel',
    'the canteen on floor {n}',
    'Little Otter',
  ],
  topping: [
    'mushrooms',
    'olives',
    'pineapple',
    'anchovies',
    'artichokes',
    'basil',
    'sweetcorn',
    'chilli',
    'aubergine',
    'capers',
    'four cheeses',
    'rocket',
    'red onion',
    'goat cheese',
    'tuna',
    'fennel',
  ],
  team: ['Harbour Rovers', 'Mill Town', 'Northgate', 'Red Foxes', 'Canal Athletic', 'Eastfield United', 'Lakeside'],
  today: ['today', 'today', 'this morning', 'this afternoon'],
  tonight: ['tonight', 'this evening'],
  day: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  early: ['5am', '5.30', '6am', '6.30', '7am', '7.15'],
  evening: ['5pm', '6pm', '6.30', '7pm', '7.30pm', '19:45', '8pm'],
  late: ['9pm', '10pm', '10.30', '11pm', '23:00', 'midnight'],
  hour: ['5am', '6.30', '7am', '8.15', 'noon', '4pm', '17:45', '6pm', '7.30pm', '9pm', '10pm', '23:00', 'midnight'],
};

const numbers: Readonly<Record<string, (random: Random) => string>> = {
  n: (random) => `${between(random, 2, 9)}`,
  nn: (random) => `${between(random, 11, 95)}`,
  nnn: (random) => `${between(random, 101, 950)}`,
  price: (random) => `${pick(['$', '€', '£'], random)}${between(random, 4, 38)}`,
  deg: (random) => `${between(random, 19, 36)}`,
  age: (random) => `${between(random, 58, 84)}`,
  runtime: (random) => `${between(random, 91, 204)}`,
  slug: (random) => `${pick(['guide', 'notes', 'report', 'list', 'story'], random)}-${between(random, 100, 999)}`,
};

const innermost = /\[([^[\]]*)\]|\{(?!an\})([a-z]+)\}/i;

/**
 * The text of a pattern: `[a|b]` becomes one of its choices, `{slot}` one of the slot's words or a number, and `{an}`
 * the article that fits the word after it. A slot that stands twice in a pattern differs, if chance allows.
 */
export function expand(pattern: string, random: Random): string {
  const drawn = new Set<string>();
  let text = pattern;
  for (let hit = innermost.exec(text); hit !== null; hit = innermost.exec(text)) {
    const [whole, choices, slot] = hit;
    const filled = slot === undefined ? choose(choices ?? '', random) : fill(slot, drawn, random);
    text = text.slice(0, hit.index) + filled + text.slice(hit.index + whole.length);
  }
  return text
    .replace(/\{an\} (?=(?:[aeio]|8|1[18]\b))/gi, 'an ')
    .replaceAll('{an} ', 'a ')
    .replace(/^an? /, (article) => article.charAt(0).toUpperCase() + article.slice(1));
}

function choose(choices: string, random: Random): string {
  const [first = '', ...rest] = choices.split('|');
  return pick([first, ...rest], random);
}

function fill(slot: string, drawn: Set<string>, random: Random): string {
  const name = slot.toLowerCase();
  let text = draw(name, random);
  for (let tries = 0; drawn.has(text) && tries < 8; tries++) text = draw(name, random);
  drawn.add(text);
  return slot === name ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

function draw(name: string, random: Random): string {
  const words = slots[name];
  return words === undefined ? (numbers[name]?.(random) ?? name) : pick(words, random);
}
