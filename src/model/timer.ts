/** The longest delay that a timer takes, in ms (24.8 days); a longer one would fire at once (HTML, "timers"; Node). */
export const maxTimerMs = 2 ** 31 - 1;
