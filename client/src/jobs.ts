import {
  type ImportPreview,
  type Job,
  type JobAnswer,
  type JobImportResult,
  type JobList,
  type JobWithCallsAnswer,
  type NewJob,
  type operations,
} from './generated/api.ts';
import { given } from './campaigns.ts';
import { type FileToImport } from './file.ts';
import { type List, listOf, type PageQuery } from './list.ts';
import {
  answerOf,
  as,
  importQuery,
  type JobImportOptions,
  type RequestOptions,
  type Requests,
  type WriteOptions,
} from './requests.ts';

type Filters = Omit<NonNullable<operations['listJobs']['parameters']['query']>, 'limit' | 'cursor'>;
/** Which jobs to list. */
export type JobQuery = PageQuery & { [Name in keyof Filters]?: Filters[Name] | undefined };

type Exports = NonNullable<operations['exportJobs']['parameters']['query']>;
/** Which jobs to export, and as what. */
export type ExportQuery = { [Name in keyof Exports]?: Exports[Name] | undefined };

export const jobs = ({ fetching, file: sendFile, streamed }: Requests) => ({
  list: (campaignID: string, query: JobQuery = {}, options: RequestOptions = {}): List<Job, JobList> =>
    listOf(
      query,
      (page) =>
        answerOf(
          fetching.GET('/campaigns/{campaignID}/jobs', {
            params: { path: { campaignID }, query: given(page) },
            ...as(options),
          }),
        ),
      ({ Jobs }) => Jobs,
    ),
  create: (campaignID: string, job: NewJob, options: WriteOptions = {}): Promise<JobAnswer> =>
    answerOf(
      fetching.POST('/campaigns/{campaignID}/jobs', {
        params: { path: { campaignID } },
        body: job,
        ...as(options),
      }),
    ),
  /** With its calls. */
  get: (campaignID: string, jobID: string, options: RequestOptions = {}): Promise<JobWithCallsAnswer> =>
    answerOf(
      fetching.GET('/campaigns/{campaignID}/jobs/{jobID}', {
        params: { path: { campaignID, jobID } },
        ...as(options),
      }),
    ),
  cancel: async (campaignID: string, jobID: string, options: WriteOptions = {}): Promise<void> => {
    await fetching.POST('/campaigns/{campaignID}/jobs/{jobID}/cancel', {
      params: { path: { campaignID, jobID } },
      ...as(options),
    });
  },
  /** A file of any size, which is not read into memory. Rows that are refused are in the answer's `Errors`. */
  import: (
    campaignID: string,
    file: FileToImport,
    options: JobImportOptions & WriteOptions = {},
  ): Promise<JobImportResult> =>
    answerOf(
      fetching.POST('/campaigns/{campaignID}/jobs/import', {
        params: { path: { campaignID }, query: jobImportQuery(options) },
        ...as(options),
        ...sendFile(file, options),
      }),
    ),
  /** What an import would do with the first rows of the file. It stores nothing. */
  preview: (
    campaignID: string,
    file: FileToImport,
    options: Omit<JobImportOptions, 'dryRun'> = {},
  ): Promise<ImportPreview> =>
    answerOf(
      fetching.POST('/campaigns/{campaignID}/jobs/import/preview', {
        params: { path: { campaignID }, query: jobImportQuery(options) },
        ...as(options),
        ...sendFile(file, options, { repeatable: true }),
      }),
    ),
  /**
   * The jobs and what became of them, as a file: CSV, or the `format` of the query. Read its `body`, `text()` or
   * `blob()`. It is whole when it ends without an error.
   */
  export: async (
    campaignID: string,
    query: ExportQuery = {},
    options: RequestOptions = {},
  ): Promise<Response> => {
    const { response } = await fetching.GET('/campaigns/{campaignID}/jobs/export', {
      params: { path: { campaignID }, query: given(query) },
      ...as(options),
      ...streamed,
    });
    return response;
  },
});

const jobImportQuery = (options: JobImportOptions) => ({
  ...importQuery(options),
  ...(options.duplicates === undefined ? {} : { duplicates: options.duplicates }),
});
