/**
 * The closed word classes of English that show where a clause ends and what a phrase does in it. The lists are our own,
 * after the inventories of Quirk et al., "A Comprehensive Grammar of the English Language" (1985): auxiliaries (ch. 3),
 * determiners (5), pronouns (6), prepositions (9), coordinators (13), subordinators (14). A word has its classes as
 * bits.
 */
export const determiner = 1;
/** A speaker or addressee as a subject: `i`, `we`, `you`. */
export const speaker = 1 << 1;
/** A subject or determiner that refers back: `it`, `they`, `this`. */
export const anaphor = 1 << 2;
/** An object that refers back: `it`, `him`, `them`. */
export const backObject = 1 << 3;
/** `be` and the verbs that link a subject to what is said of it: `looks`, `tasted`. */
export const link = 1 << 4;
export const auxiliary = 1 << 5;
/** Frequent full verbs. Other verbs are guessed from their position. */
export const verb = 1 << 6;
export const preposition = 1 << 7;
/** A preposition of place or time. It leads to where an opinion arose, not to what it is about. */
export const setting = 1 << 8;
export const coordinator = 1 << 9;
/** A word that contrasts its clause with the one before: `but`, `however`, `although`. */
export const contrast = 1 << 10;
export const subordinator = 1 << 11;
export const relative = 1 << 12;
/** A word whose phrase gets the opposite of the rest: `except`, `unlike`, `despite`. */
export const inverter = 1 << 13;
export const adverb = 1 << 14;

/** The classes of words that may join a clause to the one before. */
export const joining = contrast | relative | subordinator | coordinator;

const lists: readonly (readonly [number, string])[] = [
  [
    determiner,
    'a an the this that these those my your his her its our their some any every each all both no such what ' +
      'another either neither enough many much few several more most less own other first last new old one two ' +
      'three',
  ],
  [speaker, "i we you i'm i've i'd i'll we're we've we'd we'll you're you've you'll everyone everybody u im ive who's"],
  [
    anaphor,
    "it he she they it's he's she's they're they've it'll they'll he'll she'll this that these those its which",
  ],
  [backObject, 'it him her them this that these those me us himself herself itself themselves myself ourselves'],
  [
    link,
    "is are was were be been being am 's 're 'm isn't aren't wasn't weren't ain't isnt arent wasnt werent it's " +
      "he's she's they're we're you're i'm that's there's what's who's look looks looked looking feel feels felt " +
      'seem seems seemed taste tastes tasted sound sounds sounded smell smells smelled stay stays stayed remain ' +
      'remains remained become becomes became get gets got getting turn turned turns proved',
  ],
  [
    auxiliary,
    "do does did has have had having will would can could should shall may might must don't doesn't didn't hasn't " +
      "haven't hadn't won't wouldn't can't couldn't shouldn't dont doesnt didnt cant wont couldnt wouldnt 've 'd " +
      "'ll n't i've i'd i'll we've we'd we'll they've they'll it'll you've cannot ca wo need gonna",
  ],
  [
    verb,
    'go goes went gone going come comes came coming take takes took taken taking make makes made making give ' +
      'gives gave given giving bring brings brought bringing say says said saying tell tells told telling ask asks ' +
      'asked asking order orders ordered ordering serve serves served serving eat eats ate eaten eating drink drank ' +
      'drinking wait waits waited waiting sit sits sat seated put puts try tries tried trying know knows knew known ' +
      'think thinks thought see sees saw seen seeing watch watches watched watching want wants wanted use uses used ' +
      'using find finds found finding keep keeps kept run runs ran running let lets leave leaves left leaving call ' +
      'calls called show shows showed shown play plays played playing read reads reading buy buys bought buying pay ' +
      'pays paid paying arrive arrives arrived start starts started starting work works worked working live lives ' +
      'lived write writes wrote written hear hears heard hearing talk talks talked talking visit visited visiting ' +
      'walk walked open opens opened close closes closed check checked checking stand stands stood spend spent act ' +
      'acts acted include includes included offer offers offered offering add adds added wear wears wore release ' +
      'releases released announce announced launch launched win wins won lose loses lost sing sings sang singing ' +
      'listen listens listening wish wishes wished wishing hope hopes hoped deliver delivers delivered cook cooked ' +
      'meet meets met drive drives drove send sends sent stop stops stopped move moved follow change changed ' +
      'believe hit',
  ],
  [
    preposition,
    'of in on at with for from by about to into onto over under after before near around during without between ' +
      'through against among toward towards behind beside besides inside outside upon off across along within via ' +
      'per',
  ],
  [
    setting,
    'in on at after before near around during behind beside inside outside across along within through between until',
  ],
  [coordinator, 'and or nor & plus n'],
  [
    contrast,
    'but however although though tho yet except whereas while whilst nevertheless nonetheless albeit despite ' +
      'unlike instead otherwise still',
  ],
  [inverter, 'except unlike despite'],
  [
    subordinator,
    'because since when whenever while as if unless until so after before once cause cuz cos bc whether that ' +
      'although though',
  ],
  [relative, 'who which that where whose whom'],
  [
    adverb,
    'very really so too quite just also even only always never ever again still now then here there extremely ' +
      'totally absolutely pretty rather almost simply actually definitely certainly truly much well not already ' +
      'often sometimes usually especially particularly super way far probably maybe perhaps finally honestly ' +
      'equally',
  ],
];

/** Every word of a closed class, in lower case, with the bits of its classes. */
export const classes: ReadonlyMap<string, number> = compile();

function compile(): ReadonlyMap<string, number> {
  const compiled = new Map<string, number>();
  for (const [bit, words] of lists) {
    for (const word of words.split(' ')) compiled.set(word, (compiled.get(word) ?? 0) | bit);
  }
  return compiled;
}
