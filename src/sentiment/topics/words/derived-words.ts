/*
 * Words that `bench/derive-words.ts` derived from public rated texts: VADER's (MIT), MAMS (Apache-2.0), NewsMTSC (MIT).
 */

/** Words of opinion, with their value. */
export const derivedWords: readonly (readonly [number, string])[] = [
  [
    2,
    'baby captures colorful dance edge engrossing master nikon owned performances portrait rare realistic refreshingly remarkably reveals subtle tasting touching unexpected unsettling watchable',
  ],
  [
    1,
    'above age allows art blend camera chicken cinema culture deeply deserves detail detailed digital documentary emotions features highly human humanity intriguing life manual moving performance proves provides range rice spicy usual variety walls world',
  ],
  [
    -1,
    'apex apparently attempt barely busy constantly customers ends glasses hardly hour hours impossible indulgent long minutes money needs nothing nowhere plot premise previous product production products reason reservations school script someone spilled sustain thin title total video wine wit',
  ],
  [-2, "claimed construction customer disc drawn flag fucking heavily lacking numbers rain stiff threw you'd"],
];

/** Words that news uses near people who do well or badly. */
export const derivedEvents: readonly (readonly [number, string])[] = [
  [2, 'career defended economy formed global lead leads life momentum noted points raising students vowed'],
  [
    1,
    'address ahead alongside believes broad children civil college contest continues convention correct country crowd deserves earned efforts elected expected family hands invited leading major message mission name national parents percentage place playback poll polling polls second service someone voice',
  ],
  [
    -1,
    'account allegations alleged alternative anything appears approach attempt attempting begin build charge chemical claimed comment comments comparing conduct conservatives convicted declined denounced didn directly doesn don emails evidence facing false force foreign half handling hasn held host information inquiry large led list long media needs partisan past police post potentially power private pulled question racial ratings record records rhetoric spokesman step suggested target tweet tweets wasn why women word',
  ],
  [
    -2,
    'allegedly attention behavior calling claim claims controversy dismissed email faced inappropriate indicted indictment investigation jail pressed publicly questions remove seeking server sex sexual surveillance',
  ],
];
