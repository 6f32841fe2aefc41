import { type Import, type ImportAnswer, type ImportList, type UndoAnswer } from './generated/api.ts';
import { given } from './campaigns.ts';
import { type List, listOf, type PageQuery } from './list.ts';
import { answerOf, as, type RequestOptions, type Requests, type WriteOptions } from './requests.ts';

const at = (campaignID: string, importID: string) => ({ params: { path: { campaignID, importID } } });

export const imports = ({ fetching }: Requests) => ({
  /** The newest first, those of the last week. */
  list: (campaignID: string, query: PageQuery = {}, options: RequestOptions = {}): List<Import, ImportList> =>
    listOf(
      query,
      (page) =>
        answerOf(
          fetching.GET('/campaigns/{campaignID}/imports', {
            params: { path: { campaignID }, query: given(page) },
            ...as(options),
          }),
        ),
      ({ Imports }) => Imports,
    ),
  /** How far it is, also while its file is being sent. */
  get: (campaignID: string, importID: string, options: RequestOptions = {}): Promise<ImportAnswer> =>
    answerOf(
      fetching.GET('/campaigns/{campaignID}/imports/{importID}', {
        ...at(campaignID, importID),
        ...as(options),
      }),
    ),
  /** The rows that it did not take, as the text of a CSV file to mend and import: at most some 64 MiB. */
  rejected: (campaignID: string, importID: string, options: RequestOptions = {}): Promise<string> =>
    answerOf(
      fetching.GET('/campaigns/{campaignID}/imports/{importID}/rejected.csv', {
        ...at(campaignID, importID),
        ...as(options),
        parseAs: 'text',
      }),
    ),
  /** Cancels its jobs that were not called yet. It may take a minute for a million jobs. */
  undo: (campaignID: string, importID: string, options: WriteOptions = {}): Promise<UndoAnswer> =>
    answerOf(
      fetching.POST('/campaigns/{campaignID}/imports/{importID}/undo', {
        ...at(campaignID, importID),
        ...as(options),
      }),
    ),
});
