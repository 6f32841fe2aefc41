/** Ringmaster's API for programs: see README.md. */
import { campaigns } from './campaigns.ts';
import { type OrganisationAnswer, type OrganisationChange } from './generated/api.ts';
import { imports } from './imports.ts';
import { jobs } from './jobs.ts';
import { optOuts } from './opt-outs.ts';
import {
  answerOf,
  as,
  type ClientOptions,
  createRequests,
  type RequestOptions,
  type WriteOptions,
} from './requests.ts';

export function createClient(options: ClientOptions) {
  const requests = createRequests(options);
  const { fetching } = requests;
  return {
    campaigns: campaigns(requests),
    jobs: jobs(requests),
    imports: imports(requests),
    optOuts: optOuts(requests),
    organisation: {
      get: (options: RequestOptions = {}): Promise<OrganisationAnswer> =>
        answerOf(fetching.GET('/org', as(options))),
      change: (change: OrganisationChange, options: WriteOptions = {}): Promise<OrganisationAnswer> =>
        answerOf(fetching.PATCH('/org', { body: change, ...as(options) })),
    },
    /** Every operation of the API, typed, by method and path; with the same key, retries and errors. */
    raw: fetching,
  };
}

export type RingmasterClient = ReturnType<typeof createClient>;

export type * from './generated/api.ts';
export * from './generated/problems.ts';
export { NoConnectionError, RingmasterProblem } from './problem.ts';
export type { FileSource, FileToImport, FileType } from './file.ts';
export type { ExportQuery, JobQuery } from './jobs.ts';
export type { List, PageQuery } from './list.ts';
export type {
  ClientOptions,
  ImportOptions,
  JobImportOptions,
  RequestOptions,
  WriteOptions,
} from './requests.ts';
export type { SettledOptions } from './settled.ts';
