import {
  type Campaign,
  type CampaignAnswer,
  type CampaignChange,
  type CampaignList,
  type CampaignWithMetrics,
  type ListedVersion,
  type NewCampaign,
  type Preflight,
  type VersionAnswer,
  type VersionList,
} from './generated/api.ts';
import { type List, listOf, type PageQuery } from './list.ts';
import { answerOf, as, type RequestOptions, type Requests, type WriteOptions } from './requests.ts';
import { waitUntilSettled } from './settled.ts';

export const campaigns = ({ fetching }: Requests) => {
  const command =
    (name: 'start' | 'pause' | 'end') =>
    async (campaignID: string, options: WriteOptions = {}): Promise<void> => {
      await fetching.POST(`/campaigns/{campaignID}/${name}`, {
        params: { path: { campaignID } },
        ...as(options),
      });
    };
  const get = (
    campaignID: string,
    { events = true, ...options }: RequestOptions & { events?: boolean } = {},
  ): Promise<CampaignWithMetrics> =>
    answerOf(
      fetching.GET('/campaigns/{campaignID}', {
        params: { path: { campaignID }, query: events ? { events: '1' } : {} },
        ...as(options),
      }),
      // openapi-fetch takes the tuples of the histogram for lists.
    ) as Promise<CampaignWithMetrics>;
  return {
    list: (query: PageQuery = {}, options: RequestOptions = {}): List<Campaign, CampaignList> =>
      listOf(
        query,
        (page) => answerOf(fetching.GET('/campaigns', { params: { query: given(page) }, ...as(options) })),
        ({ Campaigns }) => Campaigns,
      ),
    /** It is paused, and has no jobs yet. */
    create: (campaign: NewCampaign, options: WriteOptions = {}): Promise<CampaignAnswer> =>
      answerOf(fetching.POST('/campaigns', { body: campaign, ...as(options) })),
    /** With the counts of its jobs by state, unless `events` is false. */
    get,
    /**
     * Publishes the next version.
     * @param version the one that you have seen; `PreconditionFailedError` if another was published since
     */
    publish: (
      campaignID: string,
      version: number,
      change: CampaignChange,
      options: WriteOptions = {},
    ): Promise<CampaignAnswer> =>
      answerOf(
        fetching.PUT('/campaigns/{campaignID}', {
          params: { path: { campaignID }, header: { 'If-Match': `"${version}"` } },
          body: change,
          ...as(options),
        }),
      ),
    versions: {
      list: (
        campaignID: string,
        query: PageQuery = {},
        options: RequestOptions = {},
      ): List<ListedVersion, VersionList> =>
        listOf(
          query,
          (page) =>
            answerOf(
              fetching.GET('/campaigns/{campaignID}/versions', {
                params: { path: { campaignID }, query: given(page) },
                ...as(options),
              }),
            ),
          ({ Versions }) => Versions,
        ),
      get: (campaignID: string, version: number, options: RequestOptions = {}): Promise<VersionAnswer> =>
        answerOf(
          fetching.GET('/campaigns/{campaignID}/versions/{version}', {
            params: { path: { campaignID, version } },
            ...as(options),
          }),
        ),
    },
    start: command('start'),
    /** After it no call is placed; calls in progress go on to their own end. */
    pause: command('pause'),
    /** For good. */
    end: command('end'),
    /** Who could be called now, and why the others not. */
    preflight: (campaignID: string, options: RequestOptions = {}): Promise<Preflight> =>
      answerOf(
        fetching.GET('/campaigns/{campaignID}/preflight', {
          params: { path: { campaignID } },
          ...as(options),
        }),
      ),
    /** Waits until no job is to be called or in a call. See `SettledOptions`. */
    waitUntilSettled: waitUntilSettled(get),
  };
};

/** Without the members that are undefined. */
export const given = <Query extends object>(query: Query) =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Query]?: Exclude<Query[Name], undefined>;
  };
