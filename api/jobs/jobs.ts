import { untilDialsInFlightEnd } from '../../activities/calls/dial-drain';
import { callId } from '../../domain/jobs/job';
import { cancelJob, findJob, type JobPlace, listCallsOfJob, listJobs, placeOf } from '../../store/jobs/jobs';
import { type JobDocument } from '../../store/mongodb/documents';
import { type Store } from '../../store/mongodb/mongo';
import { refuseMisfit } from '../campaigns/campaign-schemas';
import { pageOf, readCursor } from '../http/cursor';
import { answerOnce, StayingProblem } from '../http/idempotency';
import { addJobs } from './add-jobs';
import { presentCall, presentJob } from './job-presenter';
import { listing } from '../http/answer-parts';
import { newJob } from './new-job';
import { contactOptedOut, notFound, outcomeUnknown, Problem } from '../http/problems';
import { answer, empty, endpoint, json } from '../endpoints/endpoint';
import { campaignID, campaignOf, jobID } from '../endpoints/path-parameters';
import { jobAnswer, jobList, jobWithCalls } from './answers';
import { orgIdOf } from '../http/request-context';
import { jobInput } from './schema';
import { jobsQuery } from '../schemas/query';
import { whyTheyWait } from './waiting';

export const create = endpoint({
  id: 'createJob',
  leadsTo: {
    getJob: { campaignID: { path: 'campaignID' }, jobID: { body: '/Job/ID' } },
    cancelJob: { campaignID: { path: 'campaignID' }, jobID: { body: '/Job/ID' } },
    listJobs: { campaignID: { path: 'campaignID' } },
  },
  summary: 'Create a job',
  description:
    'Adds one contact to the campaign, paused or started. To add many, import a file. ' +
    '409 when the campaign has ended (`State`), or when another of its jobs has this `ExternalID` (`JobID`).',
  tag: 'Jobs',
  access: 'developer',
  takesKey: true,
  path: { campaignID },
  body: json(jobInput),
  problems: ['conflict', 'opted-out', 'schema-mismatch'],
  answers: { 201: answer(jobAnswer, 'The job as it was stored.') },
  handler:
    ({ store, clock, publishedRules }) =>
    async (given) => {
      const campaign = await campaignOf(store, given);
      const { req, res, body: input, rawBody } = given;
      return answerOnce({ store, req, res, body: rawBody }, async ({ resourceId }) => {
        if (campaign.State === 'ended') throw campaignEnded();
        await refuseMisfit(campaign, input);
        const job = newJob(campaign, publishedRules.of(campaign), {
          id: resourceId,
          input,
          now: clock.date(),
        });
        const { additions, canceled, hasEnded } = await addJobs({ store, clock }, campaign, [job]);
        const [addition] = additions;
        if (addition === 'opted_out') throw contactOptedOut();
        if (addition === 'duplicate') throw await alreadyThere(store, job);
        // The job is stored, so the answer stays with the key.
        if (hasEnded) return new StayingProblem(endedMeanwhile());
        const key = { orgId: campaign.OrgID, campaignId: campaign._id, jobId: resourceId };
        const stored = addition === 'stored' && canceled === 0 ? job : await findJob(store, key);
        return { status: 201, body: { Job: presentJob(stored ?? job) } };
      });
    },
});

const campaignEnded = (): Problem =>
  new Problem('conflict', 'The campaign has ended and takes no more jobs; create another campaign', {
    members: { State: 'ended' },
  });

/** The job is stored, and has failed with its campaign. */
const endedMeanwhile = (): Problem =>
  new Problem('conflict', 'The campaign ended as the job was added: the job is stored, and failed with it', {
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

const isJobPlace = (value: object): value is JobPlace =>
  'id' in value &&
  typeof value.id === 'string' &&
  (!('dueAtMs' in value) || (typeof value.dueAtMs === 'number' && Math.abs(value.dueAtMs) <= 8.64e15));

export const list = endpoint({
  id: 'listJobs',
  summary: 'List the jobs of a campaign',
  description: 'In order of creation; by `State` alone in the order in which they are due.',
  tag: 'Jobs',
  access: 'viewer',
  path: { campaignID },
  query: jobsQuery,
  answers: { 200: answer(jobList, 'One page of the jobs, without their calls.') },
  handler:
    ({ store, clock, providers, publishedRules }) =>
    async (given) => {
      const { limit, cursor, ...fields } = given.query;
      const campaign = await campaignOf(store, given);
      const filter = { campaignId: campaign._id, ...fields };
      const after = readCursor(cursor, isJobPlace);
      const { items, next } = await pageOf(
        limit,
        (most) => listJobs(store, filter, { after, limit: most }),
        (last) => placeOf(filter, last),
      );
      const waiting = await whyTheyWait({ store, clock, providers, publishedRules }, campaign, items);
      const present = (job: JobDocument) => ({ ...presentJob(job), ...waiting.get(job._id) });
      return { status: 200, body: listing({ name: 'Jobs', items, present, rest: () => next }) };
    },
});

export const get = endpoint({
  id: 'getJob',
  summary: 'Get a job',
  description: 'With its calls, why it waits, and what the analyst said.',
  tag: 'Jobs',
  access: 'viewer',
  path: { campaignID, jobID },
  answers: { 200: answer(jobWithCalls, 'The job.') },
  handler:
    ({ store, clock, providers, publishedRules }) =>
    async (given) => {
      const campaign = await campaignOf(store, given);
      const key = { orgId: orgIdOf(given.res), campaignId: campaign._id, jobId: given.path.jobID };
      const job = await findJob(store, key);
      if (!job) throw notFound('job');
      const [calls, waiting] = await Promise.all([
        listCallsOfJob(store, job._id),
        whyTheyWait({ store, clock, providers, publishedRules }, campaign, [job]),
      ]);
      return {
        status: 200,
        body: { Job: { ...presentJob(job), ...waiting.get(job._id), Calls: calls.map(presentCall) } },
      };
    },
});

export const cancel = endpoint({
  id: 'cancelJob',
  summary: 'Cancel a job',
  description:
    'A waiting job is canceled at once. A call in progress is hung up and its job then canceled, unless the call ended by itself first. Cancelling twice is 202. 409 with `State` when the job is completed or failed. Send no body, or `{}`.',
  tag: 'Jobs',
  access: 'developer',
  takesKey: true,
  path: { campaignID, jobID },
  problems: ['conflict'],
  answers: {
    202: empty('It is canceled, or its call is told to hang up; nothing is dialled for it from now on.'),
  },
  handler:
    ({ store, clock, gateway }) =>
    async (given) => {
      const campaign = await campaignOf(store, given);
      const { req, res } = given;
      const key = { orgId: orgIdOf(res), campaignId: campaign._id, jobId: given.path.jobID };
      if (!(await findJob(store, key))) throw notFound('job');
      return answerOnce({ store, req, res }, async ({ repeatable }) => {
        const job = await cancelJob(store, key, clock.date());
        if (!job) throw notFound('job');
        switch (job.State) {
          case 'calling':
            // The cancellation is stored: a call workflow that has not started yet, or is over, finds it there.
            if (
              !(await gateway.hangUp(job.Slot?.CallID ?? callId({ JobID: job._id, Attempt: job.Attempts })))
            )
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
    },
});
