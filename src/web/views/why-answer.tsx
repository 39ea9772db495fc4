import { useMemo } from 'preact/hooks';
import type { PolarityShares } from '../../model/index.ts';
import type { Page } from '../live/page.ts';
import { decimal, percentages } from '../state/format.ts';
import { wordFinder } from '../state/word-finder.ts';
import { handleOfTerm, timesUsual, type FoundPosts, type ShownTerm, type Why } from '../state/why.ts';
import { PostItem } from './post-item.tsx';
import { Retry } from './retry.tsx';

/** The server's answer: unusual words and tags, shares against usual, and the posts. */
export function WhyAnswer({ page }: { readonly page: Page }) {
  const state = page.why.state.value;
  if (state.name === 'loading') return <p class="why-none hint busy">Reading the posts of this window …</p>;
  if (state.name === 'failed') {
    return (
      <p class="why-none warning">
        <Retry onRetry={page.why.load}>{state.reason}</Retry>
      </p>
    );
  }
  return <Answer page={page} why={state.why} found={state.found} />;
}

interface AnswerProps {
  readonly page: Page;
  readonly why: Why;
  readonly found: FoundPosts | undefined;
}

function Answer({ page, why, found }: AnswerProps) {
  const asked = page.why.asked.value?.term;
  const isListed = [...why.words, ...why.hashtags.map(tagged)].some(({ term }) => term === asked);
  const chosen = isListed ? asked : undefined;
  const shown = chosen === found?.term ? found : undefined;
  const find = useMemo(() => handleOfTerm(shown?.term ?? '').map(({ term }) => wordFinder(term))[0], [shown?.term]);
  if (why.posts.length === 0) {
    return <p class="why-none hint">The store has no posts of this window: none came, or they are no longer kept.</p>;
  }
  const { posts } = shown ?? why;
  const [filter, measure] = [page.filter.value, page.measure.value];
  const choose = (term: string): void => {
    page.why.choose(term === chosen ? undefined : term);
  };
  return (
    <>
      <div class="why-terms">
        <Terms name="Unusual words" terms={why.words} hasPast={why.hasPast} chosen={chosen} onChoose={choose} />
        <Terms
          name="Unusual tags"
          terms={why.hashtags.map(tagged)}
          hasPast={why.hasPast}
          chosen={chosen}
          onChoose={choose}
        />
      </div>
      <Shares why={why} />
      <h3 class="why-posts-title">
        {shown === undefined ? 'Posts, the strongest first' : `Posts with ${shown.term}, the strongest first`}
      </h3>
      <ol class="feed" tabIndex={0} aria-label="Posts of the window, the strongest first">
        {posts.slice(0, maxRendered).map((item) => (
          <PostItem key={item.key} page={page} item={item} filter={filter} measure={measure} find={find} />
        ))}
        {posts.length === 0 && <li class="feed-none hint">No post of this window has it.</li>}
      </ol>
    </>
  );
}

/** The most posts in the document. */
const maxRendered = 40;

const tagged = (tag: ShownTerm): ShownTerm => ({ ...tag, term: `#${tag.term}` });

interface TermsProps {
  readonly name: string;
  readonly terms: readonly ShownTerm[];
  readonly hasPast: boolean;
  /** The term whose posts alone are shown. */
  readonly chosen: string | undefined;
  readonly onChoose: (term: string) => void;
}

const maxTerms = 6;

function Terms({ name, terms, hasPast, chosen, onChoose }: TermsProps) {
  return (
    <div>
      <h3>{name}</h3>
      {terms.length === 0 && <p class="hint">{hasPast ? 'None.' : 'Nothing older to compare with.'}</p>}
      <ul class="plain">
        {terms.slice(0, maxTerms).map((each) => {
          const { term, count } = each;
          const times = timesUsual(each);
          return (
            <li key={term}>
              <button
                type="button"
                class="term"
                aria-pressed={chosen === term}
                title="Show the posts with it"
                onClick={() => {
                  onChoose(term);
                }}
              >
                <bdi>{term}</bdi>
              </button>
              <span class="term-figures">
                {count} <small>{times === undefined ? 'new' : `${decimal(times, times < 10 ? 1 : 0)}×`}</small>
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** The shares of the polarities in the window, and as usual. */
function Shares({ why: { shares, usual, hasPast } }: Pick<AnswerProps, 'why'>) {
  return (
    <dl class="why-shares">
      <ShareBar name="here" shares={shares} />
      {hasPast && <ShareBar name="usual" shares={usual} />}
    </dl>
  );
}

const polarities = ['positive', 'neutral', 'negative'] as const;

function ShareBar({ name, shares }: { readonly name: string; readonly shares: PolarityShares }) {
  const rounded = percentages(polarities.map((polarity) => shares[polarity]));
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <span class="bar" aria-hidden="true">
          {polarities.map((polarity) => (
            <span key={polarity} class={polarity} style={{ flexGrow: shares[polarity] }} />
          ))}
        </span>
        <span class="bar-key">
          {polarities.map((polarity, index) => (
            <span key={polarity} class={`key-item ${polarity}`}>
              {rounded[index]}% {polarity}
            </span>
          ))}
        </span>
      </dd>
    </div>
  );
}
