import fc from 'fast-check';

/*
 * Properties are tried on the same values in every run, so that a red test is red because of the change at hand. Other
 * values: FC_SEED=$RANDOM npm test.
 */
fc.configureGlobal({ seed: Number(process.env['FC_SEED'] ?? 20_261_121) });
