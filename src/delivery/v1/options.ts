/** The options of `undertone.v1` that all sessions of a server share. */
export interface V1Options {
  readonly version: string;
  /** The limits that `welcome` reports in addition to those of the session. */
  readonly limits: Readonly<Record<string, number>> & Readonly<Record<'maxFrameBytes', number>>;
  /** Whether posts of a source are sent without their text. */
  readonly isTextless: (source: string) => boolean;
}
