/**
 * A country of several zones, by its own numbering plan, in place of Google's data: that counts whole regions with a
 * neighbour whose clocks go differently, and toll-free numbers with the capital.
 */
export interface Plan {
  callingCode: string;
  /** All zones of the country. A number of no region below may be in any of them: mobile, toll-free, or newer than the plan. */
  zones: readonly string[];
  /** The longest area code that a number begins with decides. */
  regions: readonly Region[];
}

export interface Region {
  where: string;
  /** After the calling code, with spaces between them. */
  areaCodes: string;
  zones: readonly string[];
}
