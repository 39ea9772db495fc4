declare module 'vader-sentiment' {
  interface Figures {
    readonly compound: number;
    readonly pos: number;
    readonly neu: number;
    readonly neg: number;
  }
  const vader: { readonly SentimentIntensityAnalyzer: { polarity_scores(text: string): Figures } };
  export default vader;
}
