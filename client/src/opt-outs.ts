import { type ImportResult, type OptOut, type OptOutAnswer, type OptOutList } from './generated/api.ts';
import { given } from './campaigns.ts';
import { type FileToImport } from './file.ts';
import { type List, listOf, type PageQuery } from './list.ts';
import {
  answerOf,
  as,
  type ImportOptions,
  importQuery,
  type RequestOptions,
  type Requests,
} from './requests.ts';

const at = (phoneNumber: string) => ({ params: { path: { phoneNumber } } });

export const optOuts = ({ fetching, repeatable, file: sendFile }: Requests) => ({
  list: (query: PageQuery = {}, options: RequestOptions = {}): List<OptOut, OptOutList> =>
    listOf(
      query,
      (page) => answerOf(fetching.GET('/opt-outs', { params: { query: given(page) }, ...as(options) })),
      ({ OptOuts }) => OptOuts,
    ),
  get: (phoneNumber: string, options: RequestOptions = {}): Promise<OptOutAnswer> =>
    answerOf(fetching.GET('/opt-outs/{phoneNumber}', { ...at(phoneNumber), ...as(options) })),
  /** No campaign calls the number any more; it may be on the list already. */
  put: (phoneNumber: string, options: RequestOptions = {}): Promise<OptOutAnswer> =>
    answerOf(
      fetching.PUT('/opt-outs/{phoneNumber}', {
        ...at(phoneNumber),
        body: {},
        ...as(options),
        ...repeatable,
      }),
    ),
  /** Only where the contact has agreed to calls again. */
  remove: async (phoneNumber: string, options: RequestOptions = {}): Promise<void> => {
    // Not sent again: a second one would be told that there is no such entry.
    await fetching.DELETE('/opt-outs/{phoneNumber}', { ...at(phoneNumber), ...as(options) });
  },
  /** A file of any size, which is not read into memory. Rows that are refused are in the answer's `Errors`. */
  import: (file: FileToImport, options: ImportOptions = {}): Promise<ImportResult> =>
    answerOf(
      fetching.POST('/opt-outs/import', {
        params: { query: importQuery(options) },
        ...as(options),
        // Numbers that are on the list stay there.
        ...sendFile(file, options, { repeatable: true }),
      }),
    ),
});
