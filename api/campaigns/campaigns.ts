import { type Bin, Histogram } from '../../domain/campaigns/histogram';
import { billingIntervalStart, includedMinutes, usedMinutes } from '../../domain/campaigns/billing';
import { type CampaignCommand } from '../../domain/campaigns/campaign';
import { createCampaign } from '../../store/campaigns/campaigns';
import { type OrganisationDocument } from '../../store/mongodb/documents';
import { conversationSeconds, countJobsByState } from '../../store/campaigns/metrics';
import { type Store } from '../../store/mongodb/mongo';
import { loadOrganisation } from '../../store/organisations/organisations';
import { logAcceptedRisks } from './accepted-risks';
import { campaignListing } from './campaign-listing';
import { presentCampaign } from './campaign-presenter';
import { readCursor } from '../http/cursor';
import { globalPauses } from './campaign-conditions';
import { answerOnce } from '../http/idempotency';
import { answer, empty, endpoint, json } from '../endpoints/endpoint';
import { campaignID, campaignOf } from '../endpoints/path-parameters';
import { campaignAnswer, campaignList, campaignWithMetrics } from './answers';
import { KEY_NEXT_TIME, notFound, outcomeUnknown, Problem, unavailable } from '../http/problems';
import { refuseUnpublishable } from './campaign-schemas';
import { apiKeyIdOf, orgIdOf } from '../http/request-context';
import { newCampaign } from './schema';
import { campaignQuery, campaignsQuery } from '../schemas/query';

const isCampaignPlace = (value: object): value is { id: string } =>
  'id' in value && typeof value.id === 'string';

export const list = endpoint({
  id: 'listCampaigns',
  summary: 'List campaigns',
  description:
    'In order of creation; without `limit` all of them. The answer is written while the campaigns are read: when reading breaks off in the middle, the connection is cut.',
  tag: 'Campaigns',
  access: 'viewer',
  query: campaignsQuery,
  answers: { 200: answer(campaignList, 'The campaigns, and the organisation that they belong to.') },
  handler:
    ({ store, providers }) =>
    async ({ res, query: { limit, cursor } }) => {
      const afterId = readCursor(cursor, isCampaignPlace)?.id;
      const [organisation, pauseOf] = await Promise.all([
        organisationOf(store, orgIdOf(res)),
        globalPauses({ store, providers }),
      ]);
      return { status: 200, body: campaignListing(store, { organisation, afterId, limit, pauseOf }) };
    },
});

export const create = endpoint({
  id: 'createCampaign',
  leadsTo: {
    getCampaign: { campaignID: { body: '/Campaign/ID' } },
    publishVersion: { campaignID: { body: '/Campaign/ID' } },
    listVersions: { campaignID: { body: '/Campaign/ID' } },
    startCampaign: { campaignID: { body: '/Campaign/ID' } },
    pauseCampaign: { campaignID: { body: '/Campaign/ID' } },
    endCampaign: { campaignID: { body: '/Campaign/ID' } },
    getPreflight: { campaignID: { body: '/Campaign/ID' } },
    listJobs: { campaignID: { body: '/Campaign/ID' } },
    createJob: { campaignID: { body: '/Campaign/ID' } },
    importJobs: { campaignID: { body: '/Campaign/ID' } },
  },
  summary: 'Create a campaign',
  description:
    'Creates it paused, at version 1, with its workflow running: nothing is dialled until it is started. ' +
    '503 while Temporal is away: the campaign is stored; repeat the request with the same `Idempotency-Key`, or start the campaign later.',
  tag: 'Campaigns',
  access: 'developer',
  takesKey: true,
  body: json(newCampaign),
  answers: {
    201: answer(campaignAnswer, 'The campaign, with the defaults of all fields that were left out.'),
  },
  handler:
    ({ store, clock, gateway, log }) =>
    async ({ req, res, body: { Name, Data }, rawBody }) => {
      await refuseUnpublishable(Data);
      return answerOnce({ store, req, res, body: rawBody }, async ({ resourceId, repeatable }) => {
        const campaign = await createCampaign(store, {
          id: resourceId,
          orgId: orgIdOf(res),
          name: Name,
          data: Data,
          publishedBy: apiKeyIdOf(res),
          now: clock.date(),
        });
        logAcceptedRisks(log, res, campaign);
        if (!(await gateway.begin(campaign))) {
          throw unavailable(
            `Temporal is away: campaign ${campaign._id} is stored and paused, but its workflow may not run yet. ` +
              (repeatable
                ? 'Repeat the request with the same Idempotency-Key, or start the campaign later.'
                : `Start the campaign later: the request again would create another one. ${KEY_NEXT_TIME}`),
          );
        }
        return { status: 201, body: { Campaign: presentCampaign(campaign) } };
      });
    },
});

export const get = endpoint({
  id: 'getCampaign',
  summary: 'Get a campaign',
  description:
    "`State` is the workflow's own, or the stored one when it does not answer within 2 seconds. " +
    "With `events=1` the answer has the usage of the campaign as well. Conversation seconds are the provider's own figure, and one call counts once, however often its end is reported.",
  tag: 'Campaigns',
  access: 'viewer',
  path: { campaignID },
  query: campaignQuery,
  answers: { 200: answer(campaignWithMetrics, 'The campaign and its metrics.') },
  handler:
    ({ store, clock, gateway, providers }) =>
    async (given) => {
      const [campaign, organisation, pauseOf] = await Promise.all([
        campaignOf(store, given),
        organisationOf(store, orgIdOf(given.res)),
        globalPauses({ store, providers }),
      ]);
      const intervalStartMs = billingIntervalStart(organisation.BillingDoMStart, clock.now());
      // After the check that the campaign is the organisation's own: only then may its workflow be woken. The query
      // gives up after 2 s.
      const [live, usage] = await Promise.all([
        gateway.view(campaign._id),
        given.query.events ? usageOf(store, campaign._id, new Date(intervalStartMs)) : undefined,
      ]);
      return {
        status: 200,
        body: {
          Campaign: presentCampaign(campaign, { ...live, GlobalPauseReason: pauseOf(campaign) }),
          Metrics: {
            BillingIntervalStartMS: intervalStartMs,
            IncludedConversationalMinutes: includedMinutes(organisation.IncludedConversationSeconds),
            ...usage,
          },
        },
      };
    },
});

const neededState: Record<CampaignCommand, string> = { start: 'paused', pause: 'started', end: 'paused' };

const done: Record<CampaignCommand, { summary: string; obeyed: string }> = {
  start: {
    summary: 'Start a paused campaign',
    obeyed:
      'It is started, stored, and dialling begins if the organisation has not switched it off (`SchedulingEnabled`).',
  },
  pause: {
    summary: 'Pause a started campaign',
    obeyed:
      'It is paused, stored, and **no call is placed from now on**. Calls in flight complete. The answer may take as long as a placement may be on its way, about 4 seconds.',
  },
  end: {
    summary: 'End a paused campaign, for good',
    obeyed:
      'It is ended, stored, for good. Calls are hung up and incomplete jobs failed (`campaign_ended`) in the background; a million take about half a minute.',
  },
};

const command = (name: CampaignCommand) =>
  endpoint({
    id: `${name}Campaign`,
    leadsTo: { getCampaign: { campaignID: { path: 'campaignID' } } },
    summary: done[name].summary,
    description:
      `The campaign must be ${neededState[name]}, or it is 409 with its \`State\`. Of many commands at once exactly one wins. ` +
      '503 when the workflow did not answer within 5 seconds: the command may still be obeyed. Repeat it with the same `Idempotency-Key` to learn the outcome; without a key look at the `State` of the campaign first. Send no body, or `{}`.',
    tag: 'Campaigns',
    access: 'developer',
    takesKey: true,
    path: { campaignID },
    problems: ['conflict'],
    answers: { 202: empty(done[name].obeyed) },
    handler:
      ({ store, gateway }) =>
      async (given) => {
        const campaign = await campaignOf(store, given);
        const { req, res } = given;
        return answerOnce({ store, req, res }, async ({ resourceId, repeatable }) => {
          const verdict = await gateway.command(campaign, name, { id: `key:${resourceId}`, repeatable });
          switch (verdict.kind) {
            case 'done':
              return { status: 202 };
            case 'refused':
              throw refusal(name, verdict.state);
            case 'unavailable':
              throw verdict.outcomeUnknown
                ? outcomeUnknown(repeatable)
                : unavailable(
                    'Too many commands for this campaign are waiting; nothing was done. Repeat the request.',
                  );
          }
        });
      },
  });

const refusal = (name: CampaignCommand, state: string): Problem =>
  new Problem('conflict', `Campaign not currently ${neededState[name]}: it is ${state}`, {
    members: { State: state },
  });

export const start = command('start');
export const pause = command('pause');
export const end = command('end');

/** As many as fit in a chart. */
const HISTOGRAM_BINS = 20;

async function usageOf(store: Store, campaignId: string, since: Date) {
  const [JobStateCounts, talk] = await Promise.all([
    countJobsByState(store, campaignId),
    talkOf(store, campaignId, since),
  ]);
  return {
    UsedConversationalMinutes: usedMinutes(talk.seconds),
    JobStateCounts,
    HistogramTuples: talk.bins,
  };
}

async function talkOf(
  store: Store,
  campaignId: string,
  since: Date,
): Promise<{ seconds: number; bins: Bin[] }> {
  const chart = new Histogram(HISTOGRAM_BINS);
  let seconds = 0;
  for await (const page of conversationSeconds(store, campaignId, since)) {
    for (const value of page) {
      chart.add(value);
      seconds += value;
    }
  }
  return { seconds, bins: chart.bins() };
}

async function organisationOf(store: Store, orgId: string): Promise<OrganisationDocument> {
  const organisation = await loadOrganisation(store, orgId);
  if (!organisation) throw notFound('organisation');
  return organisation;
}
