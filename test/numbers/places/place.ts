/** Numbers of which is known where they are, from outside the code under test. */
export interface Place {
  where: string;
  /** In international writing without "+", with spaces between them. */
  prefixes: string;
  /** IANA zones: whoever has such a number may be in each of them. */
  zones: string[];
  /** Where the row is not as the head of its file says. */
  source?: string;
}
