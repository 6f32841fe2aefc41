import { type RequestHandler } from 'express';
import { untilDialsInFlightEnd } from '../../activities/calls/dial-drain';
import { callId } from '../../domain/jobs/job';
import { findCampaign } from '../../store/campaigns/campaigns';
import {
  cancelJob,
  failWaitingJobs,
  findJob,
  insertJob,
  type JobPlace,
  listCallsOfJob,
  listJobs,
  placeOf,
} from '../../store/jobs/jobs';
import { reevaluate } from '../../store/jobs/reevaluation';
import { type JobDocument } from '../../store/mongodb/documents';
import { cancelIfOptedOut, findOptOut } from '../../store/numbers/opt-outs';
import { refuseMisfit } from '../campaigns/campaign-schemas';
import { readCursor, writeCursor } from '../http/cursor';
import { type ApiDependencies } from '../http/dependencies';
import { answerOf, answerOnce } from '../http/idempotency';
import { presentCall, presentJob } from './job-presenter';
import { listing, sendJsonParts } from '../http/json-stream';
import { newJob } from './new-job';
import { contactOptedOut, notFound, outcomeUnknown, Problem } from '../http/problems';
import { campaignOf, jobIdOf } from '../http/path-ids';
import { readJson, refuseBody } from '../http/request-body';
import { orgIdOf } from '../http/request-context';
import { accept } from '../schemas/faults';
import { jobInput } from './schema';
import { acceptQuery, jobsQuery } from '../schemas/query';
import { whyTheyWait } from './waiting';

export const create =
  ({ store, clock, publishedRules }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const campaign = await campaignOf(store, req, res);
    const body = await readJson(req);
    const input = accept(jobInput, body);
    await answerOnce({ store, req, res, body }, async ({ resourceId }) => {
      if (campaign.State === 'ended') throw campaignEnded();
      await refuseMisfit(campaign, input);
      if (await findOptOut(store, campaign.OrgID, input.ContactPhoneNumber)) throw contactOptedOut();
      const verdict = await insertJob(
        store,
        newJob(campaign, publishedRules.of(campaign), { id: resourceId, input, now: clock.date() }),
      );
      if (verdict.kind === 'duplicate') {
        throw new Problem(
          'conflict',
          `Job ${verdict.jobId} of this campaign already has this ExternalID; change one of them, or use that job`,
          { members: { JobID: verdict.jobId } },
        );
      }
      // The ending first writes the state and then looks for jobs; this looks after writing. One of the two sees it.
      // Opting out does likewise: see `cancelIfOptedOut`.
      const [after, canceled] = await Promise.all([
        findCampaign(store, campaign.OrgID, campaign._id),
        cancelIfOptedOut(store, { orgId: campaign.OrgID, jobs: [verdict.job], now: clock.date() }),
      ]);
      if (after?.State === 'ended') {
        await failWaitingJobs(store, [resourceId], { reason: 'campaign_ended', now: clock.date() });
        // The job is stored: the key is its.
        return answerOf(campaignEnded(), res);
      }
      // So does publishing: what its rules would say of a job that was stored under older ones is asked anew.
      if (after && after.Version !== campaign.Version) await reevaluate(store, [resourceId], clock.date());
      const key = { orgId: campaign.OrgID, campaignId: campaign._id, jobId: resourceId };
      const job = canceled > 0 ? await findJob(store, key) : undefined;
      return { status: 201, body: { Job: presentJob(job ?? verdict.job) } };
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
  ({ store, clock, providers, publishedRules }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const { limit = DEFAULT_PAGE, cursor, ...fields } = acceptQuery(jobsQuery, req);
    const campaign = await campaignOf(store, req, res);
    const filter = { campaignId: campaign._id, ...fields };
    const after = cursor === undefined ? undefined : readCursor(cursor, isJobPlace);
    // One more than asked for shows whether there is a next page.
    const jobs = await listJobs(store, filter, { after, limit: limit + 1 });
    const page = jobs.slice(0, limit);
    const last = page.at(-1);
    const waiting = await whyTheyWait({ store, clock, providers, publishedRules }, campaign, page);
    const next = last && page.length < jobs.length ? { NextCursor: writeCursor(placeOf(filter, last)) } : {};
    const present = (job: JobDocument) => ({ ...presentJob(job), ...waiting.get(job._id) });
    await sendJsonParts(res, listing({ name: 'Jobs', items: page, present, rest: () => next }));
  };

export const get =
  ({ store, clock, providers, publishedRules }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const campaign = await campaignOf(store, req, res);
    const key = { orgId: orgIdOf(res), campaignId: campaign._id, jobId: jobIdOf(req) };
    const job = await findJob(store, key);
    if (!job) throw notFound('job');
    const [calls, waiting] = await Promise.all([
      listCallsOfJob(store, job._id),
      whyTheyWait({ store, clock, providers, publishedRules }, campaign, [job]),
    ]);
    res.json({ Job: { ...presentJob(job), ...waiting.get(job._id), Calls: calls.map(presentCall) } });
  };

export const cancel =
  ({ store, clock, gateway }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const campaign = await campaignOf(store, req, res);
    const key = { orgId: orgIdOf(res), campaignId: campaign._id, jobId: jobIdOf(req) };
    if (!(await findJob(store, key))) throw notFound('job');
    await refuseBody(req);
    await answerOnce({ store, req, res }, async ({ repeatable }) => {
      const job = await cancelJob(store, key, clock.date());
      if (!job) throw notFound('job');
      switch (job.State) {
        case 'calling':
          // The wish is stored: a call workflow that is not there yet, or is over, finds it there.
          if (
            (await gateway.hangUp(job.Slot?.CallID ?? callId({ JobID: job._id, Attempt: job.Attempts }))) ===
            'unavailable'
          ) {
            throw outcomeUnknown(repeatable);
          }
          // A placement that was permitted before has left by then, and is hung up; no other one leaves.
          if (!(await untilDialsInFlightEnd({ store, clock }, { jobId: job._id })))
            throw outcomeUnknown(repeatable);
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
