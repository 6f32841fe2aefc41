/**
 * A country of several zones, by its own numbering plan, in place of Google's data. That data gives whole regions the
 * time of a neighbour with other clocks, and toll-free numbers the time of the capital.
 */
export interface Plan {
  callingCode: string;
  /**
   * All zones of the country. A number outside the regions below (mobile, toll-free, newer than the plan) may be in
   * any.
   */
  zones: readonly string[];
  /** The longest area code at the beginning of a number decides. */
  regions: readonly Region[];
}

export interface Region {
  where: string;
  /** After the calling code, with spaces between them. */
  areaCodes: string;
  zones: readonly string[];
}
