/**
 * The way in which an opinion word relates to its target. Hu & Liu ("Mining and Summarizing Customer Reviews", KDD
 * 2004) pair an opinion adjective with the nearby feature; verbs differ by class (Levin, "English Verb Classes", 1993):
 * the target of admire verbs is the object, that of amuse verbs the subject.
 *
 * - `quality`: an adjective, noun or adverb about the noun after it, or about the subject it is predicated of
 * - `object`: a verb (or thanks) about its object: `love`, `avoid`
 * - `subject`: a verb about its subject: `sucks`, `disappointed`
 * - `emotion`: a state about what follows in any form: `glad`, `tired`
 * - `duty`: an expected behaviour, of which only the absence counts: `works`, `answered`
 */
export type Role = 'quality' | 'object' | 'subject' | 'emotion' | 'duty';

/**
 * Evaluative words of general English that VADER's lexicon lacks. The list and the values are our own, in steps of
 * VADER's scale: 1 slight, 2 clear, 3 strong.
 */
export const ownWords: readonly (readonly [number, Role, string])[] = [
  // Ratings that are no dates, and ratings by stars.
  [3, 'quality', '10/10 5/5 ★★★★★'],
  [2, 'quality', '★★★★ ★★★★☆'],
  [-2, 'quality', '★★ ★★☆☆☆'],
  [-3, 'quality', '0/10 0/5 ★ ★☆☆☆☆'],
  [
    3,
    'quality',
    'spectacular marvellous extraordinary majestic captivating enchanting dazzling legend genius icon ' +
      'incredible exceptional tremendous spotless flawless delectable heavenly unbeatable mouthwatering ' +
      'exquisite sublime stellar must-have must-see phenomenal breathtaking mind-blowing unforgettable ' +
      'faultless scrumptious divine top-notch first-rate impeccable 🤩 😋 ❤ ♥ legendary iconic unmissable ' +
      'world-class unrivaled unrivalled unparalleled matchless mesmerizing mesmerising spellbinding riveting ' +
      'jaw-dropping stunningly amazingly fantastically magnificent priceless unputdownable mouth-watering ' +
      'sensational glorious',
  ],
  [
    2,
    'quality',
    'informative educational relish savor shoutout tasty flavorful flavourful attentive comfy cozy cosy ' +
      'prompt reliable speedy knowledgeable accommodating affordable authentic stylish crispy juicy tender ' +
      'hilarious gripping catchy refreshing smooth addictive addicting well-made helpful hospitable inventive ' +
      'highlight highlights standout memorable picturesque roomy savory seamless soothing succulent unique yum ' +
      'intuitive welcoming gem bargain efficient courteous elegant quaint underrated upbeat perfectly ' +
      'delightfully beautifully nicely wonderfully excellently superbly quickly promptly deliciously personable ' +
      'generous classy 👍 👌 🔥 👏 💯 🙌 > >>> epic dope favourite addicted hooked delish polite cordial hardworking ' +
      'diligent skilled skillful professionally expertly tasteful well-prepared well-trained well-designed ' +
      'well-cooked moist flaky buttery velvety creamy aromatic fragrant zesty scenic immaculate tidy sturdy ' +
      'durable versatile convenient handy ergonomic sleek effortless user-friendly eye-catching witty ' +
      'insightful thought-provoking uplifting immersive poignant bravo props commendable dependable polished ' +
      'refined trendy snug luxurious punctual lush banger bop goated bussin ace magical pristine corking belter ' +
      'pumped stoked psyched chuffed oasis haven dreamy slick snappy brill yumm underpriced frictionless ' +
      'comforting foolproof thoughtful knockout showstopper obsessed flavorsome flavoursome zingy moreish ' +
      'scrummy finger-licking lip-smacking melt-in-the-mouth gleaming zippy nippy suspenseful ingenious ' +
      'rewatchable bingeworthy binge-worthy idyllic unspoilt unspoiled goosebumps moisturising moisturizing ' +
      'nourishing hydrating thriving flourishing wholesome well-fitting genuine toasty soulful groovy melodic ' +
      'relatable amazeballs awesomesauce awesomeness perfection enthralled transfixed mesmerised mesmerized ' +
      'riveted beaming faves effortlessly straightforward radiant upside upsides positives perk perks',
  ],
  [
    1,
    'quality',
    'fast quick quiet spacious modern decent reasonable reasonably consistent plentiful ample homey homemade ' +
      'adequate solid crisp airy cheaper faster nicer easier cleaner softer safer smarter stronger prettier ' +
      'quieter smoother warmer cooler sharper lighter tastier healthier funnier friendlier cleverer fresher ' +
      'passable unpretentious hearty inexpensive intimate silky fluffy plush thorough soft robust sunny tight ' +
      'vivid refreshed long-lasting waterproof shiny tangy crunchy nutritious believable smudge-proof leakproof ' +
      'instantly lightweight balmy understated',
  ],
  [
    -1,
    'quality',
    'tiring complicated slow pricey expensive crowded loud cold lukewarm salty greasy oily soggy dry tiny ' +
      'small cramped narrow dated ordinary plain average uninspired pricier slower heavier louder colder harder ' +
      'smaller costlier dim dark sparse unremarkable forgettable skimpy clunky laggy glitchy chewy burnt ' +
      'limited hurried longer cheaply so-so predictable bumpy uneven inconsistent clumsy steep generic ' +
      'formulaic scratchy watery runny overdone rubbery faded chilly drafty stuffy dingy drab hectic rushed ' +
      'overlong limp pricy tepid stodgy sticky dusty squeaky grainy crackly choppy jittery rickety fragile ' +
      'brittle draughty damp poky iffy ropey ropy shallow bleak rambling plodding blurry tardy finicky fiddly ' +
      'patchy spotty wonky pixelated muffled tinny see-through muddy touristy overrun pungent muggy creaky ' +
      'saggy heavyweight cumbersome unwieldy stringy gritty chalky doughy overproduced wasteful arctic drizzly ' +
      'rusty',
  ],
  [
    -2,
    'quality',
    'toxic pointless senseless absurd creepy inaccurate incorrect untrue corrupt crooked crook traitor ' +
      'hypocrite bogus unfinished incomplete downgrade grumpy overpriced bland stale rude tasteless flavorless ' +
      'flavourless mediocre underwhelming overrated inattentive unprofessional overcooked undercooked unhelpful ' +
      'unreliable uncomfortable subpar sub-par lackluster lacklustre filthy grimy unfriendly noisy flimsy ' +
      'shoddy stinky smelly sloppy tacky cheesy outdated rotten rancid mushy soulless buggy broken faulty ' +
      'useless blemish downside drawback letdown let-down disorganized disorganised indifferent cluttered ' +
      'claustrophobic understaffed snobby snooty condescending slowly rudely poorly badly terribly nightmare ' +
      'unclean unimpressive uninspiring forgetful inedible pretentious rubbish yuck clueless lousy exorbitant ' +
      'unattentive curt neglectful oblivious obnoxious brusque abrupt dismissive impolite incompetent 👎 🙄 😡 😠 🤬 ' +
      '😒 😤 < <<< overhyped wack cringe cringy yikes eww ew unusable unresponsive unsatisfactory uninviting ' +
      'unappetizing unappealing unimaginative unoriginal surly snarky aloof negligent haughty incompetently ' +
      'rip-off ripoff overprice cracked leaking leaky malfunction malfunctioned malfunctioning glitch glitches ' +
      'unsafe unsanitary moldy mouldy foul putrid bloated overcrowded overbearing overcomplicated convoluted ' +
      'deceptive shady sketchy clown clowns phony trash trashy ghastly wretched unwelcoming inhospitable ' +
      'unprepared untrained disorganization overseasoned underseasoned oversalted undersalted insufferable ' +
      'intolerable tedious tiresome monotonous lifeless uneventful half-baked botched bungled scruffy shabby ' +
      'rundown run-down dilapidated hideous grotesque gaudy disinterested uninterested snippy unplayable ' +
      'unreadable unlistenable unfunny shambolic shambles grubby lumpy bloatware spammy scammy extortionate ' +
      'unreasonable cliched clichéd corny preachy ponderous incoherent muddled amateurish inept patronising ' +
      'patronizing slapdash shite bollocks janky naff minging manky shonky gammy scratched dented error-prone ' +
      'wobbly gutted laughable meh unskippable intrusive soul-destroying underpowered overheating unstable ' +
      'measly meagre minuscule nauseous bedbugs cockroach cockroaches mold stained musty thin-walled sweltering ' +
      'stifling gristly flakey frayed peeling pilled unflattering frumpy ill-fitting draggy derivative cliche ' +
      'clichés cringeworthy cringey stilted hammy overacted unconvincing unmemorable unsatisfying whiny ' +
      'screechy shrill littered gridlocked nightmarish inefficient discourteous scammers crooks idiots gutless ' +
      'spineless overpaid untrustworthy phoney hypocrites divisive sexist bigoted bigot intolerant fed-up ' +
      'overpowering smudged deteriorated slop off-key offkey out-of-tune gloopy slimy claggy charred ' +
      'incinerated cesspool overblown overengineered half-arsed half-assed halfhearted half-hearted snoozefest ' +
      'atrocity monstrosity eyesore blight hassle nuisance ordeal headache creep creeps horrendous atrociously ' +
      'cakey lowlight lowlights downsides drawbacks gripe gripes negatives shocker cons',
  ],
  [
    -3,
    'quality',
    'disgrace abysmal atrocious appalling dreadful revolting vile unbearable unwatchable garbage crap 🤮 🤢 💩 ' +
      'unforgivable inexcusable unconscionable deplorable despicable loathsome repulsive repugnant nauseating ' +
      'trainwreck debacle abomination disgraceful preposterous',
  ],
  [2, 'object', 'prefer prefers preferred preferring rather crave craving raved raves rave gushed'],
  [-3, 'object', 'detest detests detested abhor abhors'],
  [-2, 'object', 'booed slammed slams slated panned blasted berated'],
  [-1, 'object', 'skip skipped returned refund ditch ditched uninstalled uninstall boycott cancel'],
  [
    2,
    'subject',
    'rocks rocked beats outclass outclasses outclassed outperform outperforms outperformed surpass surpasses ' +
      'surpassed outplay outplayed outplays outdo outdoes outdid outsells outscored outpaced outranks outshines ' +
      'outshine outshone trumps excels excelled delights convinces convinced wowed slaps slapped slayed slays ' +
      'nails aced dazzled dazzles rules delivers shine shines shone sparkles rescued rescues',
  ],
  [
    1.5,
    'subject',
    'saves beat helped assisted fixes fixed sorted solved resolved solves improved improves purrs glides',
  ],
  [
    -2,
    'subject',
    'bored bores sucked crashes crashed freezes lags lagged overcharged overcharges stinks underwhelms ' +
      'underwhelmed wastes forgot blundered lacks lacked breaks flopped flops reeks reeked buffers overheats ' +
      'stutters stumbled leaks leaked squeaks malfunctions disconnects grates tanked spoils spoiled spoilt ' +
      'wrecked wrecks smudges drags dragged worsened freeze rattles rattled wobbles wobbled creaks scammed ' +
      'robbed conned fleeced overheated stiffed ghosted squeak creak broke',
  ],
  [2, 'emotion', 'thankfully'],
  [
    1.5,
    'duty',
    'work works worked working respond responded answer answered deliver delivered refill refilled acknowledge ' +
      'acknowledged apologize apologized arrive arrived return',
  ],
];

/** The roles of words of VADER's lexicon that are not plain qualities. */
export const lexiconRoles: readonly (readonly [Role, string])[] = [
  [
    'object',
    'love loves loved loving luv like likes liked liking hate hates hated hating enjoy enjoys enjoyed enjoying ' +
      'adore adores adored recommend recommends recommended dislike dislikes disliked despise despises despised ' +
      'loathe loathes loathed appreciate appreciates appreciated praise praised praises avoid avoids avoided blame ' +
      'blames blamed thank thanks trust trusts trusted admire admires admired fear fears feared regret regrets ' +
      'regretted miss misses missed missing detest detests detested distrust damn fuck complain complained ' +
      'complains complaining complaint complaints congrats congratulations worship support supports respect ' +
      'respects welcome screw bless ban fault faulted dread dreads dreading dreaded',
  ],
  [
    'subject',
    'suck sucks disappoint disappoints disappointed annoy annoys annoyed impress impresses impressed ruin ruins ' +
      'ruined fail fails failed bore amaze amazes amazed delight delighted pleases pleased frustrate frustrates ' +
      'frustrated irritate irritates irritated upset upsets scare scares scared save saves saved help helps helped ' +
      'hurt hurts lied lies cheat cheats cheated ignore ignores ignored insult insults insulted betray betrayed ' +
      'betrays win wins won lose loses lost rock shine shines charm charms charmed disgust disgusts disgusted ' +
      'bother bothers bothered inspire inspires inspired worry worries worried embarrass embarrassed confuse ' +
      'confused dominate dominated',
  ],
  [
    'emotion',
    'thankfully luckily fortunately unfortunately sadly glad happy excited tired sick sad thankful proud sorry ' +
      'jealous afraid mad angry shame fan fans blessed grateful thrilled ecstatic ashamed devastated heartbroken overjoyed',
  ],
];

/**
 * Words of VADER's lexicon that express no opinion by themselves (`no` negates here). The list is our own.
 */
export const unopinionated: readonly string[] = [
  'no please want wants wanted share shares shared party parties number increase increased pay paid sure yes ' +
    'okay ok well kind matter matters lol certain god join joined feeling feelings hand pressure alone interest ' +
    'interests clearly definitely seriously surely truly ready joke jokes joking friend friends np gl interested ' +
    'natural stop stopped stops wish wishes wished wishing dear free super demand demands play playing plays',
];

/** Words of VADER's lexicon for events that news reports rather than rates: a topic is not disliked because of a war. */
export const events =
  'war wars kill kills killed killing killer killers dead die dies died death deaths murder murdered fight ' +
  'fights fighting fought gossip accuse accuses accused freedom peace award awards awarded crisis arrest ' +
  'arrested jail prison criminal attack attacks attacked bomb terror strike strikes protest protests protesters ' +
  'weapon weapons gun guns violence earthquake injury injured resignation fire fired debt debts lawsuit poverty ' +
  'cancer charges charged shoot shooting shot gift gifts battle battles defense security suspect suspects ' +
  'resign resigned resigns divorce funeral';
