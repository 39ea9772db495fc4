import * as classes from '../classes.ts';
import type { Role } from './opinion-words.ts';

/**
 * Phrases whose sense is not that of their words. The list and the values are our own, on the scale of `opinion-
 * words.ts`. A bar separates words that may fill one place; `@` is any pronoun as an object. Of the phrases that end
 * with the same word the longest is read. No phrase begins with another, which would be read first.
 */
export const opinionPhrases: readonly (readonly [number, Role, string])[] = [
  [
    2.5,
    'quality',
    "to die for, out of this world, second to none, chef's kiss, chefs kiss, next level, world class, " +
      'must have|see|try|read|watch|buy, rock solid, spot on, on point|fleek, top notch|tier, ' +
      'first rate|class, game changer, worth every penny|cent|minute, the bomb|goat|best, ' +
      'bad ass, a blast|gem|delight|treat|steal|breeze|triumph|godsend|lifesaver|keeper|vibe|banger, good as new, ' +
      'a total|complete|absolute|real|huge|massive|true|proper blast|gem|delight|treat|steal|triumph|godsend|lifesaver|keeper|banger|joy|dream|star|legend, ' +
      'a breath of fresh air, the real deal, the dogs bollocks, the bees knees, above and beyond, ' +
      'top of the range|line|game, state of the art, hands down the best, cream of the crop, ' +
      'a dream come true, an angel, a saint, a class act, a cut above, a sight for sore eyes, like new, a must, ' +
      'off the charts|hook|chain, love at first, well worth, ' +
      'five|5 star|stars, ten|10|nine|9 out of ten|10, a|an|solid|easy|gets 8/10|9/10|4/5, ' +
      'worth it|reading|watching|seeing|visiting|buying|having',
  ],
  [
    1.5,
    'quality',
    'at last, yes please, edge of my|your|our|the seat|seats, on time, user friendly, good value, value for money, easy on the eye|eyes, way ahead',
  ],
  [
    -2.5,
    'quality',
    'the worst, rip off, waste of time|money|space|energy|breath, ' +
      'a joke|mess|dump|shambles|farce|chore|drag|bust|flop|letdown|ripoff|scam|con|bore|slog|pain|disgrace|travesty, ' +
      'deal breaker, over the top|hill, beyond a joke, ' +
      'a total|complete|absolute|real|bit|huge|massive mess|joke|disaster|shambles|farce|letdown|drag|bore|flop|waste|nightmare|mess, ' +
      'a bit much|meh|naff|crap|rubbish|shit, pain in the ass|arse|neck|butt, all over the place, ' +
      'a far cry from, below par|average, under par, long in the tooth, past it, on its last legs, ' +
      'no good|use|fun, rough around the edges, a recipe for, falling to bits|pieces, dry as dust, taste|tastes|tasted|smells|smelled|smell like|of nothing|cardboard|plastic|soap|dishwater|rubber|feet|sewage|chemicals, a let down, ' +
      'good for nothing, out of order, daylight robbery, past its best|prime, the pits, ' +
      'one|1|zero|0 star|stars, 0|1|2|3 out of ten|10, a|gets 1/10|2/10|3/10|1/5|2/5, ' +
      'full of bugs|holes|flaws|errors|ads, over priced',
  ],
  [
    -1.5,
    'quality',
    'hit or|and miss, nothing special, no soul|taste|flavour|flavor|character|charm|personality|atmosphere|manners|clue|point, no thank you, not worth, so so, out of stock, behind schedule',
  ],
  [
    2.5,
    'subject',
    'blew|blow|blows @|my away|mind, blew @ all away, knocked|knocks|knock it out, won|wins @ over, ' +
      'work|works|worked like a charm|dream, went|goes|go like a dream|charm, drives like a dream, ' +
      'hit|hits|hitting different|differently, hit|hits the spot|mark, steals|stole the show, ' +
      'does|did the trick|job, kick|kicks|kicked ass|butt, saved|saves the day, ' +
      'nailed|nails|smashed|smashes|killed|kills|crushed|crushes it, made|makes|make up for, keep|keeps|kept @ dry|warm|safe|cool|sane, never disappoints, ' +
      'made|makes|make my morning|evening|night|afternoon|week|weekend|month|year, goes|go|went hard, ' +
      'grew|grows on @, cracks|cracked|crack @ up, gets|got|get better every|each, gets|get|got the job done, ' +
      'keeps|kept @ entertained|hooked|company|going, makes|made @ smile|laugh|happy, takes|took my breath, ' +
      'passed with flying, lived|lives up to, stands|stood the test, ages|aged well|beautifully|gracefully, ' +
      'came|comes in handy, went|goes|going|gone|go well|smoothly|great, never lets|let @ down, ' +
      'held|holds up|together, stands|stood out, leaves|leave|left @ speechless, came|comes through, ' +
      'exceeded|exceeds my|our|all expectations',
  ],
  [
    -2,
    'subject',
    'put|puts|sent|sends @ to sleep, let|lets|letting @ down, take|takes|took|taking|taken forever|ages, ' +
      'fall|falls|fell|falling apart|flat|short, break|breaks|broke|breaking|broken down, ' +
      'keep|keeps|kept|always breaking|crashing|freezing|failing|dying|disconnecting|dropping|buffering|lagging|stalling, ' +
      'drive|drives|drove|driving @ crazy|mad|nuts|insane|mental|bonkers, get|gets|got|getting on my nerves, ' +
      'leaves a lot, leave|leaves|left much, left @ cold, cost|costs a fortune, ' +
      'stopped|stops|quit|quits working, gave|gives|giving @ a headache, ' +
      'went|goes|gone|going downhill|wrong|badly|south, killing|kills @, packed|packs up, conked|conks out, ' +
      'has|have|had packed in, charges|charged|charge|cost|costs|costing a lot|bomb|packet, ' +
      'makes|made|make @ cry|sick|cringe|angry|sad|gag|sleepy, ' +
      'make|makes|made @ want to cry|scream|cry|puke|vomit|quit|leave, bore|bores|bored @ to tears|death, ' +
      'gets|got old, gets|get|got worse, rubbed|rubs @ up, ' +
      'lost|loses|losing its charm|way|appeal|edge|spark|magic, ' +
      'gives|gave|give @ the creeps|ick|chills|headaches, gives|gave|give @ a headache|migraine, ' +
      'does|did my head in, drives|drove @ up, ' +
      'never works|worked|arrived|answers|answered|replied|responds|loads|loaded, ' +
      'hangs|hung up on @, refuses|refused to work|load|start|connect|open|turn|help|answer, took|takes all day, ' +
      'kept|keeps @ awake|waiting|up, ate|eats|drains|drained my battery, broke my heart, aged badly|poorly, ' +
      'left @ disappointed|hungry|freezing|waiting|stranded|cold, got|gets my order|name wrong, ' +
      'messed|messes|screwed|screws up, miss|misses|missed the mark|point, misses the mark, ' +
      'drag|drags|dragged on, never show|shows|showed|turned|came|comes up, ' +
      'barely works|work|worked|functions, ran|runs|run out, does|do nothing',
  ],
  [
    2.2,
    'object',
    "can't|cant|cannot|couldn't get enough of, can't|cant|cannot|couldn't live|do without, hats off to, " +
      'shout out to, kudos|props to, big thanks to, thumbs up to|for, bring|brings|brought back, ' +
      'swear|swears by, cheers to, can|could we|i get|have more, so here for, big fan of, ' +
      "can't|cannot|cant go wrong with, fell|falling in love with, treat yourself to, respect to, " +
      'much love to, all hail, sign @ up for, hooked on, crazy|nuts|mad about, big up, two thumbs up for, ' +
      'yes to, long live, in love with, here for, got|have|has a soft spot for, sold on, blown away by, ' +
      'nothing beats|tops, nothing compares to, nothing like, you must|gotta|should try, have|need to try, ' +
      "go|come|going|coming|went|be back for|to, couldn't|can't|cannot|cant put down",
  ],
  [
    -2.2,
    'object',
    "stay away from, can't|cannot|cant|couldn't deal|cope with, couldn't|can't|cannot|cant get through|into|past, i'm|im|we're so over, so done with, hard no|pass to|on, sick and tired of, " +
      'hard pass on, to hell with, good riddance to, save your money on, ' +
      "don't|dont waste your time|money on|with, steer clear of, fed up with|of, get|gets|got|getting rid of, " +
      'shame about, pity about, too bad about, no thanks to, no to, done with, had enough of, down with, ' +
      'beware of, shame on, let down by, put off by, could do|have done without, gave|give|giving up on',
  ],
];

/** Phrases that rank their subject above their object as `beats` does, or below it where the value is negative. */
export const rankingPhrases: readonly (readonly [number, string])[] = [
  [
    2,
    'has|have|had nothing on, wipes|wiped|wipe the floor with, runs|ran|run rings around|round, ' +
      'miles|way|streets|leagues ahead|above of, miles|way|streets|leagues better|above than, ' +
      'head and shoulders above, hold|holds a candle to, come|comes|came close to, ' +
      'compare|compares|compete|competes with|to',
  ],
  [-2, 'no match for, pales|pale next|beside|compared to, pales|pale in comparison to|with'],
];

/** Endings of rankings whose verb precedes the object: the verbs and the endings. */
export const rankingEnds: readonly (readonly [string, string])[] = [
  ['blow blows blew blown knock knocks knocked kick kicks', 'out of the water|park'],
  ['put puts putting', 'to shame'],
  ['leave leaves left', 'in the dust'],
];

/** Phrases that act as one function word: their classes, whether they negate what follows, and the phrases. */
export const grammarPhrases: readonly (readonly [number, boolean, string])[] = [
  [classes.contrast, false, 'at least, on the other hand, that said, having said that, then again'],
  [classes.contrast | classes.inverter, false, 'in spite of, apart|aside from, other than, as opposed to'],
  [classes.coordinator, false, 'as well as, along|together with'],
  [
    classes.adverb,
    true,
    "not so much, not that much, not as much, less so, not at all, can't|cannot|cant|couldn't say the same for|about|of, no longer, far from",
  ],
  [classes.adverb, true, 'anything but'],
  [classes.adverb, false, 'no doubt|question, without a doubt, without|beyond doubt'],
  [classes.speaker, true, 'who even, does|do anyone|anybody actually|really|even, does|do people actually|really|even'],
  [classes.speaker, false, 'anyone else, has|have|did|does|do anyone|anybody else, am i the only one who|that'],
  [
    classes.adverb,
    false,
    'is it just me or, all the time, break|breaks|broke|broken up, as hell|fuck|heck, kind|sort of, like crazy|mad|hell',
  ],
];
