import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { isFailure, type Answer } from '../live/api.ts';
import type { Page } from '../live/page.ts';
import { operationOf, reasonOf } from '../../sentiment/format.ts';
import type { Explained, Unexplained } from '../state/api-schemas.ts';
import { decimal, signed } from '../state/format.ts';

interface PostExplanationProps {
  readonly page: Page;
  readonly text: string;
  readonly query: string | undefined;
}

/** The contribution of each word to a score, as the server explains it. */
export function PostExplanation({ page, text, query }: PostExplanationProps) {
  const answer = useSignal<Answer<Explained | Unexplained> | undefined>(undefined);
  useEffect(() => {
    let isGone = false;
    void page.api.explain(text, query).then((explained) => {
      if (!isGone) answer.value = explained;
    });
    return () => {
      isGone = true;
    };
  }, [page, text, query]);
  const explained = answer.value;
  if (explained === undefined) return <p class="why hint">Asking the server …</p>;
  if (isFailure(explained)) return <p class="why hint">{explained.reason} Try again later.</p>;
  if (!('words' in explained)) return <p class="why hint">{unexplained(explained)}</p>;
  return (
    <div class="why">
      <Words explained={explained} />
      {query !== undefined && explained.topic !== undefined && <Topic explained={explained} query={query} />}
    </div>
  );
}

function unexplained({ scorer, score, scored }: Unexplained): string {
  if (scored === false) return `The scorer ${scorer} gave this post no score.`;
  return `The scorer ${scorer} gave ${signed(score.compound)}, and does not say why.`;
}

function Words({ explained: { words, sum, emphasis, total, score, learned } }: { readonly explained: Explained }) {
  const marks = [
    ...(emphasis.exclamations > 0 ? [`${emphasis.exclamations} !`] : []),
    ...(emphasis.questions > 1 ? [`${emphasis.questions} ?`] : []),
  ];
  return (
    <table>
      <caption>The whole post: {signed(score.compound)}</caption>
      <tbody>
        {words.map(({ word, written, lexicon, steps, valence, start }) => (
          <tr key={start}>
            <th scope="row">{written ?? word}</th>
            <td class={`number ${toneOf(valence)}`}>{signed(valence)}</td>
            <td>
              {decimal(lexicon)} in the lexicon{written !== undefined && ` for “${word}”`}
              {steps.map((step, index) => (
                <span key={index}>
                  , {operationOf(step)} {reasonOf(step)}
                </span>
              ))}
            </td>
          </tr>
        ))}
        {words.length === 0 && (
          <tr>
            <td colSpan={3}>None of its words is in the lexicon.</td>
          </tr>
        )}
        {emphasis.amount !== 0 && sum !== 0 && (
          <tr>
            <th scope="row">emphasis</th>
            <td class="number">{signed(total - sum)}</td>
            <td>of {marks.join(' and ')}</td>
          </tr>
        )}
        <tr class="result">
          <th scope="row">compound</th>
          <td class={`number ${toneOf(score.compound)}`}>{signed(score.compound)}</td>
          <td>
            {learned?.decidedBy === 'model'
              ? 'by the learned model, from all of the words'
              : `${decimal(total)} / √(${decimal(Math.abs(total))}² + 15)`}
          </td>
        </tr>
      </tbody>
    </table>
  );
}

function Topic({ explained: { topic }, query }: { readonly explained: Explained; readonly query: string }) {
  if (topic === null || topic === undefined) return <p class="hint">The text alone does not match {query}.</p>;
  const { reasons, score, sum } = topic;
  const isWhole = reasons.length === 0 && score.compound !== 0;
  return (
    <table>
      <caption>
        About {query}: {signed(score.compound)}
      </caption>
      <tbody>
        {reasons.map(({ word, start, valence, weight, counts, says }) => (
          <tr key={start}>
            <th scope="row">{word}</th>
            <td class={`number ${toneOf(counts)}`}>{signed(counts)}</td>
            <td>
              {decimal(valence)} × {decimal(weight)}, for it {says}
            </td>
          </tr>
        ))}
        <tr class="result">
          <th scope="row">topic</th>
          <td class={`number ${toneOf(score.compound)}`}>{signed(score.compound)}</td>
          <td>{isWhole ? 'the score of the whole' : topicText(sum, score.compound)}</td>
        </tr>
      </tbody>
    </table>
  );
}

function topicText(sum: number, compound: number): string {
  if (compound !== 0) return `${decimal(sum)} / √(${decimal(Math.abs(sum))}² + 15)`;
  return sum === 0 ? 'no opinion concerns it' : 'too little to be an opinion';
}

function toneOf(value: number): 'positive' | 'negative' | 'neutral' {
  if (value === 0) return 'neutral';
  return value > 0 ? 'positive' : 'negative';
}
