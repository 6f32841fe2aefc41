/** One thing that the newest data says and ours does not. */
export interface News {
  /** What is new, with what is here and what is there. */
  what: string;
  /** What to update: data, not code. */
  update: string;
}
