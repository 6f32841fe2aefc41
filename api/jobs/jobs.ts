import { type RequestHandler } from 'express';
import { untilDialsInFlightEnd } from '../../activities/calls/dial-drain';
import { callId } from '../../domain/jobs/job';
import { cancelJob, findJob, type JobPlace, listCallsOfJob, listJobs, placeOf } from '../../store/jobs/jobs';
import { type JobDocument } from '../../store/mongodb/documents';
import { type Store } from '../../store/mongodb/mongo';
import { refuseMisfit } from '../campaigns/campaign-schemas';
import { readCursor, writeCursor } from '../http/cursor';
import { type ApiDependencies } from '../http/dependencies';
import { answerOf, answerOnce } from '../http/idempotency';
import { addJobs } from './add-jobs';
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
      const job = newJob(campaign, publishedRules.of(campaign), { id: resourceId, input, now: clock.date() });
      const { additions, canceled, hasEnded } = await addJobs({ store, clock }, campaign, [job]);
      const [addition] = additions;
      if (addition === 'opted_out') throw contactOptedOut();
      if (addition === 'duplicate') throw await alreadyThere(store, job);
      // The job is stored, so the answer stays with the key.
      if (hasEnded) return answerOf(campaignEnded(), res);
      const key = { orgId: campaign.OrgID, campaignId: campaign._id, jobId: resourceId };
      const stored = addition === 'stored' && canceled === 0 ? job : await findJob(store, key);
      return { status: 201, body: { Job: presentJob(stored ?? job) } };
    });
  };

const campaignEnded = (): Problem =>
  new Problem('conflict', 'The campaign has ended and takes no more jobs; create another campaign', {
    members: { State: 'ended' },
  });

/** For a job whose ExternalID another one has. */
async function alreadyThere(store: Store, { CampaignID, ExternalID }: JobDocument): Promise<Problem> {
  const [other] = await listJobs(store, { campaignId: CampaignID, ExternalID }, { limit: 1 });
  if (!other) throw new Error('A job was refused because of its ExternalID, and no other job has it');
  return new Problem(
    'conflict',
    `Job ${other._id} of this campaign already has this ExternalID; change one of them, or use that job`,
    { members: { JobID: other._id } },
  );
}

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
          // The cancellation is stored: a call workflow that has not started yet, or is over, finds it there.
          if (!(await gateway.hangUp(job.Slot?.CallID ?? callId({ JobID: job._id, Attempt: job.Attempts }))))
            throw outcomeUnknown(repeatable);
          // By then a placement that was permitted before has left, and is hung up; no other one leaves.
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
