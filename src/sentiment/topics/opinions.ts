/**
 * How an opinion word points at what it is about (Hu & Liu 2004 speak of opinion and feature; the roles of verbs are
 * those of Levin, "English Verb Classes", 1993: "admire" verbs have the object as their stimulus, "amuse" verbs the
 * subject).
 */
export type Role = 'quality' | 'towardsObject' | 'ofSubject' | 'expected' | 'emotion';

export interface Opinion {
  /** On VADER's scale, -4 to 4. */
  readonly valence: number;
  readonly role: Role;
}

/**
 * Evaluative words that VADER's lexicon lacks: general English, own list and own values, in steps of VADER's scale
 * (1 slight, 2 clear, 3 strong).
 */
const lacking: readonly (readonly [number, Role, string])[] = [
  [
    3,
    'quality',
    'incredible exceptional tremendous spotless flawless delectable heavenly unbeatable mouthwatering exquisite sublime stellar must-have must-see 🤩 😋 ❤ ♥ ' +
      'phenomenal breathtaking mind-blowing unforgettable faultless scrumptious divine top-notch first-rate impeccable',
  ],
  [
    2,
    'quality',
    'tasty flavorful flavourful attentive comfy cozy cosy prompt reliable speedy knowledgeable accommodating affordable ' +
      'authentic stylish crispy juicy tender hilarious gripping catchy refreshing smooth addictive addicting ' +
      'well-made helpful hospitable inventive memorable picturesque roomy savory seamless soothing succulent ' +
      'unique yum intuitive welcoming gem bargain efficient courteous elegant quaint 👍 👌 🔥 underrated upbeat perfectly ' +
      'delightfully beautifully nicely wonderfully excellently superbly quickly promptly deliciously personable generous classy',
  ],
  [
    1,
    'quality',
    'fast quick quiet spacious modern decent reasonable reasonably consistent plentiful ample homey homemade adequate ' +
      'solid crisp airy cheaper faster nicer easier cleaner softer safer smarter stronger prettier quieter smoother ' +
      'warmer cooler sharper lighter tastier healthier funnier friendlier ' +
      'cleverer fresher',
  ],
  [
    -1,
    'quality',
    'slow pricey expensive crowded loud cold lukewarm salty greasy oily soggy dry tiny small cramped narrow dated ordinary ' +
      'plain average uninspired pricier slower heavier louder colder harder smaller costlier dim dark sparse ' +
      'unremarkable forgettable skimpy clunky laggy glitchy late chewy burnt limited hurried longer cheaply',
  ],
  [
    -2,
    'quality',
    'overpriced bland stale rude tasteless flavorless flavourless mediocre underwhelming overrated inattentive ' +
      'unprofessional overcooked undercooked unhelpful unreliable uncomfortable subpar sub-par lackluster lacklustre ' +
      'filthy grimy unfriendly noisy flimsy shoddy stinks stinky smelly sloppy tacky cheesy outdated rotten rancid mushy ' +
      'soulless buggy broken faulty useless blemish downside drawback letdown let-down disorganized disorganised indifferent ' +
      'cluttered claustrophobic understaffed snobby snooty condescending slowly rudely poorly badly terribly nightmare unclean ' +
      'unimpressive uninspiring forgetful inedible pretentious rubbish yuck clueless 👎 🙄 lousy exorbitant unattentive curt ' +
      'neglectful oblivious obnoxious brusque abrupt dismissive impolite incompetent',
  ],
  [-3, 'quality', 'disgrace abysmal atrocious appalling dreadful revolting vile unbearable unwatchable garbage 🤮 🤢 💩 crap'],
  [2, 'quality', '>'],
  [-2, 'quality', '<'],
  [2, 'emotion', 'thankfully luckily fortunately'],
  [-1.5, 'emotion', 'unfortunately sadly'],
  [2, 'towardsObject', 'prefer prefers preferred preferring rather crave craving'],
  [-1, 'towardsObject', 'skip skipped returned refund ditch ditched'],
  [2, 'ofSubject', 'rocks rocked beats outclass outclasses outclassed outperform outperforms outperformed surpass ' +
      'surpasses surpassed outshines outshine outshone trumps excels excelled delights convinces convinced wowed'],
  [1, 'ofSubject', 'beat'],
  [-2, 'ofSubject', 'bored bores sucked crashes crashed freezes lags lagged overcharged overcharges stinks underwhelms underwhelmed forgot blundered lacks lacked'],
];

/** Words of VADER's lexicon whose object, if a verb, is what the opinion is about. */
const towardsObject =
  'love loves loved loving luv like likes liked liking hate hates hated hating enjoy enjoys enjoyed enjoying adore ' +
  'adores adored recommend recommends recommended dislike dislikes disliked despise despises despised loathe loathes ' +
  'loathed appreciate appreciates appreciated praise praised praises avoid avoids avoided blame blames blamed thank ' +
  'thanks thankful trust trusts trusted admire admires admired fear fears feared regret regrets regretted miss misses ' +
  'missed missing detest detests detested distrust damn fuck complain complained complains complaining complaint complaints congrats congratulations proud worship ' +
  'support supports respect respects welcome screw bless ban';

const emotion = 'thankfully luckily fortunately unfortunately sadly glad happy excited tired sick sad thankful proud sorry jealous afraid mad angry';

/** Verbs of VADER's lexicon, or participles, whose subject is what the opinion is about. */
const ofSubject =
  'suck sucks disappoint disappoints disappointed annoy annoys annoyed impress impresses impressed ruin ruins ruined ' +
  'fail fails failed bore amaze amazes amazed delight delighted please pleased pleases frustrate frustrates frustrated ' +
  'irritate irritates irritated upset upsets scare scares scared save saves saved help helps helped hurt hurts lied lies ' +
  'cheat cheats cheated ignore ignores ignored insult insults insulted betray betrayed betrays win wins won lose loses ' +
  'lost rock rocks shine shines charm charms charmed disgust disgusts disgusted bother bothers bothered killed died ' +
  'inspire inspires inspired worry worries worried embarrass embarrassed confuse confused dominate dominated';

/** What a thing is expected to do, so that only its absence says something: own list and reasoning. */
const expected =
  'work works worked working respond responded answer answered deliver delivered refill refilled ' +
  'acknowledge acknowledged apologize apologized arrive arrived return';

/**
 * Words of VADER's lexicon that are as often grammar or fact as opinion; they say nothing of a topic. Own list.
 * `no` negates here; `like` after a linking verb and `pretty` before an adjective are seen to where they stand.
 */
const unopinionated =
  'no please want wants wanted share shares shared party parties number increase increased pay paid sure yes ' +
  'okay ok well kind matter matters lol certain god join joined feeling feelings hand pressure ' +
  'alone interest interests interested natural stop stopped stops';

function compile(): { readonly own: ReadonlyMap<string, Opinion>; readonly roles: ReadonlyMap<string, Role> } {
  const own = new Map<string, Opinion>();
  const roles = new Map<string, Role>();
  for (const [valence, role, words] of lacking) for (const word of words.split(' ')) own.set(word, { valence, role });
  for (const word of expected.split(' ')) own.set(word, { valence: 1.5, role: 'expected' });
  for (const word of ofSubject.split(' ')) roles.set(word, 'ofSubject');
  for (const word of emotion.split(' ')) roles.set(word, 'emotion');
  for (const word of towardsObject.split(' ')) roles.set(word, 'towardsObject');
  return { own, roles };
}

const { own, roles } = compile();
const silent: ReadonlySet<string> = new Set(unopinionated.split(' '));

/** What a word in lower case says by itself, or undefined. `lexicon` is VADER's valence of it, 0 when it has none. */
export function opinionOf(word: string, lexicon: number): Opinion | undefined {
  if (silent.has(word)) return undefined;
  const ours = own.get(word);
  if (lexicon === 0 || ours?.role === 'expected') return ours;
  return { valence: lexicon, role: roles.get(word) ?? 'quality' };
}
