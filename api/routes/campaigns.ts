import { type RequestHandler } from 'express';
import { type Bin, Histogram } from '../../domain/histogram';
import { billingIntervalStart, includedMinutes, usedMinutes } from '../../domain/billing';
import { type CampaignCommand } from '../../domain/campaign';
import { createCampaign, listCampaigns } from '../../store/campaigns';
import { type OrganisationDocument } from '../../store/documents';
import { conversationSeconds, countJobsByState } from '../../store/metrics';
import { type Store } from '../../store/mongo';
import { loadOrganisation } from '../../store/organisations';
import { presentCampaign, presentOrganisation } from '../campaign-presenter';
import { readCursor, writeCursor } from '../cursor';
import { type ApiDependencies } from '../dependencies';
import { answerOnce } from '../idempotency';
import { campaignIdOf, campaignOf } from '../path-ids';
import { notFound, outcomeUnknown, Problem, unavailable } from '../problems';
import { readJson } from '../request-body';
import { orgIdOf } from '../request-context';
import { newCampaign } from '../schemas/campaign';
import { accept } from '../schemas/faults';
import { acceptQuery, campaignQuery, campaignsQuery } from '../schemas/query';

const isCampaignPlace = (value: object): value is { id: string } =>
  'id' in value && typeof value.id === 'string';

export const list =
  ({ store }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const { limit, cursor } = acceptQuery(campaignsQuery, req);
    const afterId = cursor === undefined ? undefined : readCursor(cursor, isCampaignPlace).id;
    const [campaigns, organisation] = await Promise.all([
      // One more than asked for tells whether there is a next page.
      listCampaigns(store, orgIdOf(res), { afterId, limit: limit === undefined ? undefined : limit + 1 }),
      organisationOf(store, orgIdOf(res)),
    ]);
    const page = campaigns.slice(0, limit);
    const last = page.at(-1);
    res.json({
      Campaigns: page.map((campaign) => presentCampaign(campaign)),
      Org: presentOrganisation(organisation),
      ...(last && page.length < campaigns.length ? { NextCursor: writeCursor({ id: last._id }) } : {}),
    });
  };

export const create =
  ({ store, gateway }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const body = await readJson(req);
    const { Name, Data } = accept(newCampaign, body);
    await answerOnce({ store, req, res, body }, async ({ resourceId }) => {
      const campaign = await createCampaign(store, {
        id: resourceId,
        orgId: orgIdOf(res),
        name: Name,
        data: Data,
        now: new Date(),
      });
      if (!(await gateway.begin(campaign))) {
        throw unavailable(
          `Temporal is away: campaign ${campaign._id} is stored and paused, but its workflow may not run yet. ` +
            'Repeat the request with the same Idempotency-Key, or start the campaign later.',
        );
      }
      return { status: 201, body: { Campaign: presentCampaign(campaign) } };
    });
  };

export const get =
  ({ store, gateway }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const { events } = acceptQuery(campaignQuery, req);
    // Asked side by side: the answer takes as long as the slowest, and the query gives up after 2 s.
    const view = gateway.view(campaignIdOf(req));
    const [campaign, organisation] = await Promise.all([
      campaignOf(store, req, res),
      organisationOf(store, orgIdOf(res)),
    ]);
    const intervalStartMs = billingIntervalStart(organisation.BillingDoMStart, Date.now());
    const [live, usage] = await Promise.all([
      view,
      events ? usageOf(store, campaign._id, new Date(intervalStartMs)) : undefined,
    ]);
    res.json({
      Campaign: presentCampaign(campaign, live?.State),
      Metrics: {
        BillingIntervalStartMS: intervalStartMs,
        IncludedConversationalMinutes: includedMinutes(organisation.IncludedConversationSeconds),
        ...usage,
      },
    });
  };

export const command =
  (name: CampaignCommand) =>
  ({ store, gateway }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const campaign = await campaignOf(store, req, res);
    await answerOnce({ store, req, res }, async ({ resourceId, repeatable }) => {
      const verdict = await gateway.command(campaign, name, { id: `key:${resourceId}`, repeatable });
      switch (verdict.kind) {
        case 'done':
          return { status: 202 };
        case 'refused':
          throw refusal(name, verdict.state);
        case 'unavailable':
          throw verdict.outcomeUnknown
            ? outcomeUnknown()
            : unavailable(
                'Too many commands for this campaign are waiting; nothing was done. Repeat the request.',
              );
      }
    });
  };

const neededState: Record<CampaignCommand, string> = { start: 'paused', pause: 'started', end: 'paused' };

const refusal = (name: CampaignCommand, state: string): Problem =>
  new Problem('conflict', `Campaign not currently ${neededState[name]}: it is ${state}`, {
    members: { State: state },
  });

/** As many as fit a chart. */
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
