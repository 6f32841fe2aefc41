/** How much work each side gets. */
export interface PeerSizes {
  records: number;
  /** Runs without a kill, in turns. */
  rounds: number;
}

/** A minute or two of the slower sides on a free machine: long against a start, and what kills cost still shows. */
export const full: PeerSizes = { records: 1_000, rounds: 2 };
/** Ends within six minutes, half of which are waits after the kills. */
export const quick: PeerSizes = { records: 200, rounds: 1 };

/** In the middle: at a sixth, two sixths, … of the records. */
export const KILLS = 5;
