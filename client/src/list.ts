/** A list of the API: one page when it is awaited, every item when it is iterated over. */

interface Page {
  NextCursor?: string;
}
export interface PageQuery {
  /** The most items of one page. */
  limit?: number | undefined;
  /** Where to begin: the `NextCursor` of an earlier page. */
  cursor?: string | undefined;
}

/** The most that a page may have: the fewest requests for the whole list. */
const MOST_OF_A_PAGE = 1_000;

export interface List<Item, Of extends Page> extends AsyncIterable<Item>, PromiseLike<Of> {}

export function listOf<Item, Of extends Page, Query extends PageQuery>(
  query: Query,
  fetchPage: (query: Query) => Promise<Of>,
  itemsOf: (page: Of) => readonly Item[],
): List<Item, Of> {
  return {
    then: (resolve, reject) => fetchPage(query).then(resolve, reject),
    async *[Symbol.asyncIterator]() {
      let next: Query | undefined = { ...query, limit: query.limit ?? MOST_OF_A_PAGE };
      while (next !== undefined) {
        const page: Of = await fetchPage(next);
        yield* itemsOf(page);
        const { NextCursor: cursor } = page;
        next = cursor === undefined ? undefined : { ...next, cursor };
      }
    },
  };
}
