import { type RequestHandler } from 'express';
import { effectiveConstraints } from '../../domain/campaign-data';
import { waitingFor, type WaitingReason } from '../../domain/dial-rules';
import { callId } from '../../domain/job';
import { allowedActiveCalls } from '../../domain/ramp';
import { findCampaign } from '../../store/campaigns';
import { type CampaignDocument, type JobDocument } from '../../store/documents';
import {
  cancelJob,
  countActiveCalls,
  failWaitingJobs,
  findJob,
  insertJob,
  type JobPlace,
  listCallsOfJob,
  listJobs,
  placeOf,
} from '../../store/jobs';
import { type Store } from '../../store/mongo';
import { loadOrganisation } from '../../store/organisations';
import { readCursor, writeCursor } from '../cursor';
import { type ApiDependencies } from '../dependencies';
import { answerOnce } from '../idempotency';
import { isWaiting, presentCall, presentJob } from '../job-presenter';
import { newJob } from '../new-job';
import { campaignOf, jobIdOf } from '../path-ids';
import { notFound, outcomeUnknown, Problem } from '../problems';
import { readJson } from '../request-body';
import { orgIdOf } from '../request-context';
import { accept } from '../schemas/faults';
import { jobInput } from '../schemas/job';
import { acceptQuery, jobsQuery } from '../schemas/query';

export const create =
  ({ store }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const campaign = await campaignOf(store, req, res);
    const body = await readJson(req);
    const input = accept(jobInput, body);
    await answerOnce({ store, req, res, body }, async ({ resourceId }) => {
      if (campaign.State === 'ended') throw campaignEnded();
      const verdict = await insertJob(store, newJob(campaign, resourceId, input, new Date()));
      if (verdict.kind === 'duplicate') {
        throw new Problem(
          'conflict',
          `Job ${verdict.jobId} of this campaign already has this ExternalID; change one of them, or use that job`,
          { members: { JobID: verdict.jobId } },
        );
      }
      // The ending first writes the state and then looks for jobs; this looks after writing. One of the two sees it.
      const after = await findCampaign(store, campaign.OrgID, campaign._id);
      if (after?.State === 'ended') {
        await failWaitingJobs(store, [resourceId], new Date());
        throw campaignEnded();
      }
      return { status: 201, body: { Job: presentJob(verdict.job) } };
    });
  };

const campaignEnded = (): Problem =>
  new Problem('conflict', 'The campaign has ended and takes no more jobs; create another campaign', {
    members: { State: 'ended' },
  });

/** Fits a screen or two. */
const DEFAULT_PAGE = 100;

const isJobPlace = (value: object): value is JobPlace =>
  'id' in value &&
  typeof value.id === 'string' &&
  (!('dueAtMs' in value) || (typeof value.dueAtMs === 'number' && Math.abs(value.dueAtMs) <= 8.64e15));

export const list =
  ({ store }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const { limit = DEFAULT_PAGE, cursor, ...fields } = acceptQuery(jobsQuery, req);
    const campaign = await campaignOf(store, req, res);
    const filter = { campaignId: campaign._id, ...fields };
    const after = cursor === undefined ? undefined : readCursor(cursor, isJobPlace);
    // One more than asked for tells whether there is a next page.
    const jobs = await listJobs(store, filter, { after, limit: limit + 1 });
    const page = jobs.slice(0, limit);
    const last = page.at(-1);
    res.json({
      Jobs: page.map(presentJob),
      ...(last && page.length < jobs.length ? { NextCursor: writeCursor(placeOf(filter, last)) } : {}),
    });
  };

export const get =
  ({ store }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const campaign = await campaignOf(store, req, res);
    const key = { orgId: orgIdOf(res), campaignId: campaign._id, jobId: jobIdOf(req) };
    const job = await findJob(store, key);
    if (!job) throw notFound('job');
    const [calls, reason] = await Promise.all([
      listCallsOfJob(store, job._id),
      isWaiting(job) ? whyItWaits(store, campaign, job) : undefined,
    ]);
    res.json({ Job: { ...presentJob(job), Calls: calls.map(presentCall), WaitingFor: reason } });
  };

async function whyItWaits(
  store: Store,
  campaign: CampaignDocument,
  job: JobDocument,
): Promise<WaitingReason> {
  const [organisation, activeCalls] = await Promise.all([
    loadOrganisation(store, campaign.OrgID),
    countActiveCalls(store, campaign._id),
  ]);
  const nowMs = Date.now();
  const constraints = effectiveConstraints(campaign.Data.Constraints, job.Overrides);
  return waitingFor({
    nowMs,
    campaignState: campaign.State,
    schedulingEnabled: organisation?.SchedulingEnabled ?? false,
    globalPause: false,
    activeCalls,
    allowedActiveCalls: allowedActiveCalls({
      maxActiveCalls: campaign.Data.MaxActiveCalls,
      startedAtMs: (campaign.StartedAt ?? campaign.CreatedAt).getTime(),
      nowMs,
      disableJitter: campaign.Data.Constraints.DisableJitter ?? false,
    }),
    constraints,
    job: {
      createdAtMs: job.CreatedAt.getTime(),
      attempts: job.Attempts,
      retryNotBeforeMs: job.Attempts > 0 ? job.DueAt.getTime() : undefined,
    },
  });
}

export const cancel =
  ({ store, gateway }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const campaign = await campaignOf(store, req, res);
    const key = { orgId: orgIdOf(res), campaignId: campaign._id, jobId: jobIdOf(req) };
    if (!(await findJob(store, key))) throw notFound('job');
    await answerOnce({ store, req, res }, async () => {
      const job = await cancelJob(store, key, new Date());
      if (!job) throw notFound('job');
      switch (job.State) {
        case 'calling':
          // The wish is stored: a call workflow that is not there yet, or is over, finds it there.
          if (
            (await gateway.hangUp(job.Slot?.CallID ?? callId({ JobID: job._id, Attempt: job.Attempts }))) ===
            'unavailable'
          ) {
            throw outcomeUnknown();
          }
          return { status: 202 };
        case 'canceled':
        case 'created':
        case 'scheduled':
        case 'analyzing':
          return { status: 202 };
        case 'completed':
        case 'failed':
        case 'deleting':
        case 'deleted':
          throw new Problem('conflict', `The job cannot be canceled any more: it is ${job.State}`, {
            members: { State: job.State },
          });
      }
    });
  };
