/** What answers about campaigns and their organisation contain. */
import { z } from 'zod';
import { campaignStates } from '../../domain/campaigns/campaign';
import { jobStates } from '../../domain/jobs/job';
import { roles } from '../../store/mongodb/documents';
import { count, instant, nextCursor } from '../schemas/fields';
import { campaignData } from './schema';

export const organisationShape = {
  Name: z.string().describe('For people.'),
  DefaultRole: z.enum(roles).describe('Stored and shown.'),
  IncludedCredits: count.describe('Stored and shown.'),
  IncludedConversationSeconds: count.describe('For `IncludedConversationalMinutes` of a campaign.'),
  BillingDoMStart: z
    .int()
    .min(0)
    .max(31)
    .describe('Day of the month on which a billing interval starts; 0: usage is all-time.'),
  BillingMode: z.string().describe('Stored and shown.'),
};
const listedOrganisation = z.object(organisationShape).meta({ id: 'ListedOrganisation' });
export type ShownOrganisation = z.output<typeof listedOrganisation>;

const campaign = z
  .object({
    OrgID: z.string().describe('The organisation that it belongs to.'),
    ID: z.string().describe('What paths name it by.'),
    Name: z.string().describe('For people.'),
    State: z
      .enum(campaignStates)
      .describe("In a list the stored state; of a single campaign its workflow's own, which is live."),
    GlobalPause: z
      .literal(true)
      .optional()
      .describe('Present while a provider that the campaign uses is out: no call is placed.'),
    GlobalPauseReason: z.string().optional().describe('Which provider is out, and why.'),
    Version: z
      .int()
      .min(1)
      .describe('The latest published version; send it in `If-Match` to publish the next.'),
    Data: campaignData,
    CreatedAt: instant.describe('When it was created.'),
    UpdatedAt: instant.describe('When it last changed.'),
  })
  .meta({ id: 'Campaign' });

export type ShownCampaign = z.output<typeof campaign>;

export const campaignAnswer = z.object({ Campaign: campaign }).meta({ id: 'CampaignAnswer' });

export const campaignList = z
  .object({
    Campaigns: z.array(campaign).describe('In order of creation.'),
    Org: listedOrganisation,
    NextCursor: nextCursor,
  })
  .meta({ id: 'CampaignList' });

const stateTexts: Record<(typeof jobStates)[number], string> = {
  created: 'Jobs that were never dialled.',
  scheduled: 'Jobs that wait for a later attempt.',
  calling: 'Jobs in a call.',
  analyzing: 'Jobs whose conversation is being analysed.',
  completed: 'Jobs that reached their end.',
  failed: 'Jobs that did not, and are not dialled again.',
  canceled: 'Jobs that were canceled, or whose contact opted out.',
  deleting: 'Jobs whose personal data is being deleted.',
  deleted: 'Jobs whose personal data was deleted.',
};
const jobStateCounts = z
  .object(
    Object.fromEntries(jobStates.map((state) => [state, count.describe(stateTexts[state])])) as Record<
      (typeof jobStates)[number],
      typeof count
    >,
  )
  .meta({ id: 'JobStateCounts' });

export const campaignWithMetrics = z
  .object({
    Campaign: campaign,
    Metrics: z
      .object({
        BillingIntervalStartMS: z
          .number()
          .describe("Unix time in ms at which the organisation's billing interval began; 0: it has none."),
        IncludedConversationalMinutes: z
          .number()
          .describe("The organisation's `IncludedConversationSeconds` / 60, rounded down."),
        UsedConversationalMinutes: z
          .number()
          .optional()
          .describe(
            "With `events=1`: seconds of this campaign's conversations that ended in the interval, summed, then rounded up once.",
          ),
        JobStateCounts: jobStateCounts
          .optional()
          .describe('With `events=1`: the jobs in each of the nine states, now.'),
        HistogramTuples: z
          .array(z.tuple([z.number(), z.number(), z.number()]))
          .optional()
          .describe(
            'With `events=1`: the same seconds as at most 20 tuples of lower bound, upper bound and height. Heights may be fractional; their sum is the number of calls.',
          ),
      })
      .meta({ id: 'Metrics' }),
  })
  .meta({ id: 'CampaignWithMetrics' });

const publication = {
  Version: z.int().min(1).describe('Its number, from 1.'),
  Name: z.string().describe('The name of the campaign then.'),
  PublishedAt: instant.describe('When it was published.'),
  PublishedBy: z.string().describe('The id of the API key that published it.'),
};

export const versionList = z
  .object({
    Versions: z
      .array(
        z
          .object({
            ...publication,
            RuleSets: z
              .union([z.literal('auto'), z.array(z.string()).readonly()])
              .describe("The version's choice of legal minimums."),
          })
          .meta({ id: 'ListedVersion' }),
      )
      .describe('The latest first.'),
    NextCursor: nextCursor,
  })
  .meta({ id: 'VersionList' });

export const versionAnswer = z
  .object({ Version: z.object({ ...publication, Data: campaignData }).meta({ id: 'Version' }) })
  .meta({ id: 'VersionAnswer' });
