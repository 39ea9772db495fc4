import type { Some } from './random.ts';
import type { Mood } from './topic.ts';

/** Something that happens: for some seconds many talk about it. Its lines are patterns, as a topic's sentences are. */
export interface DemoEvent {
  /** The first word of the topic that it is about. */
  readonly topic: string;
  readonly tags: Some<string>;
  readonly lines: Some<readonly [Mood, string]>;
}

export const events: Some<DemoEvent> = [
  {
    topic: 'football',
    tags: ['MatchDay', 'RoversMillTown', 'football'],
    lines: [
      ['positive', 'GOAL! [What a strike|What a header|Top corner]! This is football at its best!'],
      ['positive', '1-0 to {team}! I love football!'],
      ['positive', 'Did you see that goal?! [Best|Greatest] football moment of the season!'],
      ['positive', 'Screaming at the football with {friend}. Sorry, neighbours, so happy!'],
      ['positive', 'The whole pub is hugging. Football, I love you.'],
      ['negative', 'Football is cruel. {nn} minutes of defending for nothing.'],
      ['negative', 'Offside by a mile. This football referee is a disgrace.'],
      ['negative', 'I cannot watch this football any more. Our keeper, oh no.'],
      ['neutral', 'Football score check: 1-0 after {nn} minutes.'],
      ['neutral', 'Heard the football goal from {n} streets away.'],
      ['question', 'What just happened in the football?'],
    ],
  },
  {
    topic: 'internet',
    tags: ['outage', 'InternetDown', 'wifi'],
    lines: [
      ['negative', 'Is it just me or is the internet down? This is {bad}.'],
      ['negative', 'Whole office offline. No internet, no work, total chaos.'],
      ['negative', 'The internet died in the middle of my interview. I hate this.'],
      ['negative', '{nn} minutes without internet and the status page says all is well. Liars.'],
      ['negative', 'Third internet outage this month. Useless provider, I am furious.'],
      ['positive', 'Internet is down, so {friend} and I are playing cards. Lovely, actually.'],
      ['neutral', 'Internet down in {town} too.'],
      ['neutral', 'Posting from my phone, the internet at home is out.'],
      ['question', 'Anyone else without internet in {town}?'],
    ],
  },
  {
    topic: 'weather',
    tags: ['storm', 'StormWatch', 'weather'],
    lines: [
      ['negative', 'This storm is scary. Weather like that in {town}, never seen it.'],
      ['negative', 'Trampoline in the tree, {n} roof tiles gone. Horrible weather.'],
      ['negative', 'The weather got violent so fast. The dog is terrified.'],
      ['negative', 'Power is out. I hate this weather.'],
      ['mixed', 'Terrible weather, beautiful lightning.'],
      ['positive', 'Thunder, candles and {friend} telling stories. I love this weather.'],
      ['neutral', 'Weather warning for {town} until {late}.'],
      ['neutral', 'Hail the size of peas. That is the weather in {town}.'],
      ['question', 'How is the weather where you are? Sky is green here.'],
    ],
  },
  {
    topic: 'music',
    tags: ['NewMusic', 'AlbumDrop', 'NowPlaying'],
    lines: [
      ['positive', 'The new album is out! Best music of the year, I am crying.'],
      ['positive', 'Track seven. TRACK SEVEN. This music is {great}.'],
      ['positive', 'Listening to the new music with {friend}, dancing on the sofa. So good!'],
      ['positive', 'First album in {n} years and every song is {great}. Music is back!'],
      ['negative', 'Unpopular opinion: the new music is boring. Disappointed.'],
      ['neutral', 'New music at midnight: {nn} tracks, no features.'],
      ['question', 'Which track of the new music are you on?'],
    ],
  },
  {
    topic: 'trains',
    tags: ['trains', 'strike', 'CommuterLife'],
    lines: [
      ['negative', 'All trains to {town} cancelled. Hundreds of us on the platform, angry.'],
      ['negative', 'Signal failure. No trains, no buses, no information. {Bad}.'],
      ['negative', 'Stuck on a train outside {town} for {nn} minutes. I hate this.'],
      ['negative', 'No trains until {late}. Walking home in the rain, miserable.'],
      ['positive', 'No trains, but a stranger is sharing snacks on the platform. People are lovely.'],
      ['neutral', 'Trains stop short of {town} at the moment.'],
      ['question', 'Any trains from {town} at all?'],
    ],
  },
  {
    topic: 'phones',
    tags: ['phones', 'launch', 'tech'],
    lines: [
      ['positive', 'The new phones look {great}. Take my money!'],
      ['positive', 'Phones with {n} days of battery. Finally! So excited.'],
      ['negative', 'New phones, same as the old phones. Boring.'],
      ['negative', '{price}0 for phones without a charger in the box. Ridiculous.'],
      ['neutral', 'Watching the launch: {n} new phones, {n} colours.'],
      ['question', 'Anyone buying the new phones?'],
      ['mixed', 'Love the new phones, hate the price.'],
    ],
  },
  {
    topic: 'pizza',
    tags: ['PizzaDay', 'FreePizza', 'pizza'],
    lines: [
      ['positive', 'FREE PIZZA on {street}! This is the best day of my life.'],
      ['positive', 'Pizza festival in {town}! {nn} ovens, happy faces everywhere.'],
      ['positive', 'They are handing out pizza slices on {street}. I love this city.'],
      ['positive', 'Third slice at the pizza festival and I feel {great}.'],
      ['negative', 'Queue for the free pizza: {nnn} people. I hate everyone in it.'],
      ['negative', 'They ran out of pizza right before my turn. Heartbroken.'],
      ['neutral', 'Pizza festival: {nn} ovens, one fire engine.'],
      ['question', 'Is there any pizza left on {street}?'],
    ],
  },
  {
    topic: 'games',
    tags: ['games', 'LaunchDay', 'gaming'],
    lines: [
      ['negative', 'Servers down on launch day. Why do games always do this? Pathetic.'],
      ['negative', 'Queue position {nnn}{nn}. Launch day of games is a nightmare.'],
      ['positive', 'I am in! One of the best games I have ever seen. Wow.'],
      ['positive', 'Called in sick for this. Games like that are worth it, so happy.'],
      ['neutral', 'Of all games this one wants a phone number.'],
      ['question', 'Anyone past the login? I bought two games for this.'],
    ],
  },
  {
    topic: 'crypto',
    tags: ['crypto', 'crash', 'HODL'],
    lines: [
      ['negative', 'Crypto down {nn} % in an hour. I feel sick.'],
      ['negative', 'Crypto is crashing and my app will not load. Panic.'],
      ['negative', 'There goes my crypto holiday. Terrible, terrible day.'],
      ['positive', 'Crypto is on sale! Happy to buy.'],
      ['neutral', 'Crypto chart of the last hour: a cliff.'],
      ['question', 'Why is crypto falling?'],
    ],
  },
  {
    topic: 'movies',
    tags: ['trailer', 'movies', 'AwardsNight'],
    lines: [
      ['positive', 'The trailer! Goosebumps. Movies are back, I am so excited.'],
      ['positive', 'Best picture went to the little one about the lighthouse. Movies made me cry happy tears.'],
      ['negative', 'Movies I loved won nothing {tonight}. Robbed.'],
      ['negative', 'That speech was {nn} minutes. I love movies, I hate award shows.'],
      ['neutral', 'Awards so far: {n} movies, {n} thank-you speeches.'],
      ['question', 'How many of these movies have you seen?'],
    ],
  },
  {
    topic: 'cats',
    tags: ['cats', 'CatOnThePitch', 'CatsOfTheInternet'],
    lines: [
      ['positive', 'There is a cat on the pitch and the match has stopped. I love cats.'],
      ['positive', 'Of all cats, this one deserves a medal. Adorable!'],
      ['positive', 'The referee is chasing the cat and losing. Cats are the best, haha.'],
      ['neutral', 'Cats on the pitch: one. Referees: three.'],
      ['question', 'Do cats get a yellow card?'],
    ],
  },
  {
    topic: 'ai',
    tags: ['AI', 'demo', 'tech'],
    lines: [
      ['positive', 'That AI demo was {great}. I am honestly impressed.'],
      ['positive', 'The AI sang back in my dialect! Laughing so hard.'],
      ['negative', 'The AI demo failed live on stage. Painful to watch.'],
      ['negative', 'Another AI launch, another stolen job. Sad.'],
      ['neutral', 'AI keynote: {nn} minutes in, {nn} times the word "journey".'],
      ['question', 'Is the AI demo live or recorded?'],
    ],
  },
];
