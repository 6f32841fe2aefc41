import { type RequestHandler } from 'express';
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
import { type ApiDependencies } from '../http/dependencies';
import { globalPauses } from './campaign-conditions';
import { answerOnce } from '../http/idempotency';
import { sendJsonParts } from '../http/json-stream';
import { campaignOf } from '../http/path-ids';
import { KEY_NEXT_TIME, notFound, outcomeUnknown, Problem, unavailable } from '../http/problems';
import { refuseUnpublishable } from './campaign-schemas';
import { readJson, refuseBody } from '../http/request-body';
import { apiKeyIdOf, orgIdOf } from '../http/request-context';
import { newCampaign } from './schema';
import { accept } from '../schemas/faults';
import { acceptQuery, campaignQuery, campaignsQuery } from '../schemas/query';

const isCampaignPlace = (value: object): value is { id: string } =>
  'id' in value && typeof value.id === 'string';

export const list =
  ({ store, providers }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const { limit, cursor } = acceptQuery(campaignsQuery, req);
    const afterId = cursor === undefined ? undefined : readCursor(cursor, isCampaignPlace).id;
    const [organisation, pauseOf] = await Promise.all([
      organisationOf(store, orgIdOf(res)),
      globalPauses({ store, providers }),
    ]);
    await sendJsonParts(res, campaignListing(store, { organisation, afterId, limit, pauseOf }));
  };

export const create =
  ({ store, clock, gateway, log }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const body = await readJson(req);
    const { Name, Data } = accept(newCampaign, body);
    await refuseUnpublishable(Data);
    await answerOnce({ store, req, res, body }, async ({ resourceId, repeatable }) => {
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
  };

export const get =
  ({ store, clock, gateway, providers }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const { events } = acceptQuery(campaignQuery, req);
    const [campaign, organisation, pauseOf] = await Promise.all([
      campaignOf(store, req, res),
      organisationOf(store, orgIdOf(res)),
      globalPauses({ store, providers }),
    ]);
    const intervalStartMs = billingIntervalStart(organisation.BillingDoMStart, clock.now());
    // After the check that the campaign is the organisation's own: only then may its workflow be woken. The query gives
    // up after 2 s.
    const [live, usage] = await Promise.all([
      gateway.view(campaign._id),
      events ? usageOf(store, campaign._id, new Date(intervalStartMs)) : undefined,
    ]);
    res.json({
      Campaign: presentCampaign(campaign, { ...live, GlobalPauseReason: pauseOf(campaign) }),
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
    await refuseBody(req);
    await answerOnce({ store, req, res }, async ({ resourceId, repeatable }) => {
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
  };

const neededState: Record<CampaignCommand, string> = { start: 'paused', pause: 'started', end: 'paused' };

const refusal = (name: CampaignCommand, state: string): Problem =>
  new Problem('conflict', `Campaign not currently ${neededState[name]}: it is ${state}`, {
    members: { State: state },
  });

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
