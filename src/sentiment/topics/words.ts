/**
 * The closed classes of English words that show where a clause ends and what a phrase does in it. Own list, after the
 * inventories in Quirk et al., "A Comprehensive Grammar of the English Language" (1985): determiners, pronouns (ch. 5-6),
 * auxiliaries (3), prepositions (9), coordinators (13), subordinators (14). A word has several classes as bits.
 */
export const wordClass = {
  determiner: 1,
  /** A pronoun that can only start a clause or follow a verb as its person: `i`, `we`, `you`. */
  speaker: 1 << 1,
  /** A third-person pronoun, which refers back: `it`, `they`, `he`. */
  anaphor: 1 << 2,
  objectPronoun: 1 << 3,
  /** Forms of `be` and verbs that link a subject to what is said of it: `looks`, `tasted`. */
  link: 1 << 4,
  auxiliary: 1 << 5,
  verb: 1 << 6,
  preposition: 1 << 7,
  coordinator: 1 << 8,
  /** Sets what follows against what went before: `but`, `however`, `although`. */
  contrast: 1 << 9,
  subordinator: 1 << 10,
  relative: 1 << 11,
  /** What follows lacks, or is the opposite of, what is said: `except`, `unlike`, `despite`. */
  inverter: 1 << 12,
  adverb: 1 << 13,
  /** Where and when: what such a preposition leads is the setting of an opinion, not its object. */
  setting: 1 << 14,
  interrogative: 1 << 15,
} as const;

const lists: readonly (readonly [number, string])[] = [
  [
    wordClass.determiner,
    'a an the this that these those my your his her its our their some any every each all both no such what another ' +
      'either neither enough many much few several more most less own other first last new old one two three',
  ],
  [wordClass.speaker, "i we you i'm i've i'd i'll we're we've we'd we'll you're you've everyone everybody who's u im ive"],
  [
    wordClass.anaphor,
    "it he she they it's he's she's they're they've it'll they'll he'll she'll this that these those its which",
  ],
  [wordClass.objectPronoun, 'me us him them myself ourselves himself herself itself themselves'],
  [
    wordClass.link,
    "is are was were be been being am 's 're 'm isn't aren't wasn't weren't ain't isnt arent wasnt werent it's he's " +
      "she's they're we're you're i'm that's there's what's who's look looks looked looking feel feels felt seem seems " +
      'seemed taste tastes tasted sound sounds sounded smell smells smelled stay stays stayed remain remains remained ' +
      'become becomes became get gets got getting turn turned proved',
  ],
  [
    wordClass.auxiliary,
    "do does did has have had having will would can could should shall may might must don't doesn't didn't hasn't " +
      "haven't hadn't won't wouldn't can't couldn't shouldn't dont doesnt didnt cant wont couldnt wouldnt 've 'd 'll n't " +
      "i've i'd i'll we've we'd we'll they've they'll it'll you've cannot ca wo need gonna",
  ],
  [
    wordClass.verb,
    'go goes went gone going come comes came coming take takes took taken taking make makes made making give gives gave ' +
      'given giving bring brings brought bringing say says said saying tell tells told telling ask asks asked asking ' +
      'order orders ordered ordering serve serves served serving eat eats ate eaten eating drink drank drinking wait ' +
      'waits waited waiting sit sits sat seated put puts try tries tried trying know knows knew known think thinks ' +
      'thought see sees saw seen seeing watch watches watched watching want wants wanted use uses used using find ' +
      'finds found finding keep keeps kept run runs ran running let lets leave leaves left leaving call calls called ' +
      'show shows showed shown play plays played playing read reads reading buy buys bought buying pay pays paid ' +
      'paying arrive arrives arrived start starts started starting work works worked working live lives lived ' +
      'write writes wrote written hear hears heard hearing talk talks talked talking visit visited visiting walk ' +
      'walked open opens opened close closes closed check checked checking stand stands stood spend spent act acts ' +
      'acted include includes included offer offers offered offering add adds added seem wear wears wore release ' +
      'releases released announce announced launch launched win wins won lose loses lost sing sings sang singing ' +
      'listen listens listening wish wishes wished wishing hope hopes hoped deliver delivers delivered cook cooked meet meets met drive ' +
      'drives drove send sends sent stop stops stopped move moved follow change changed turn turns believe hit',
  ],
  [
    wordClass.preposition,
    'of in on at with for from by about to into onto over under after before near around during without between ' +
      'through against among toward towards behind beside besides inside outside upon off across along within via per',
  ],
  [
    wordClass.setting,
    'in on at after before near around during behind beside inside outside across along within through between until ' +
      'while when',
  ],
  [wordClass.coordinator, 'and or nor & plus n'],
  [
    wordClass.contrast,
    'but however although though tho yet except whereas while whilst nevertheless nonetheless albeit despite unlike ' +
      'instead otherwise still even',
  ],
  [wordClass.inverter, 'except unlike despite'],
  [
    wordClass.subordinator,
    'because since when whenever while as if unless until so after before once cause cuz cos bc whether that although though',
  ],
  [wordClass.relative, 'who which that where whose whom'],
  [
    wordClass.adverb,
    'very really so too quite just also even only always never ever again still now then here there extremely totally ' +
      'absolutely pretty rather almost simply actually definitely certainly truly much well not already often sometimes ' +
      'usually especially particularly super way far probably maybe perhaps finally honestly all both equally',
  ],
  [wordClass.interrogative, "how why what what's when where who"],
];

function compile(): ReadonlyMap<string, number> {
  const classes = new Map<string, number>();
  for (const [bit, words] of lists) {
    for (const word of words.split(' ')) classes.set(word, (classes.get(word) ?? 0) | bit);
  }
  return classes;
}

const classes = compile();

/** The classes of a word in lower case, as bits of {@link wordClass}; 0 for a word of an open class. */
export function classesOf(word: string): number {
  return classes.get(word) ?? 0;
}
