/**
 * The context that a voice agent needs for a conversation: whom it talks to, and what the campaign's owner provided.
 * The request is signed by the provider, and answered only while the call is in progress: the context is personal.
 */
import { z } from 'zod';
import { findCallContext } from '../../store/calls/calls';
import { answer, endpoint } from '../endpoints/endpoint';
import { absent } from '../http/problems';
import { jsonObject } from '../schemas/fields';
import { callID, findProvider, provider, unsigned } from './provider-request';

const NOTHING = Buffer.alloc(0);

const context = z
  .object({
    Call: z
      .object({
        CallID: z.string().describe('The id of the path.'),
        CampaignID: z.string().describe('The campaign of its job.'),
        JobID: z.string().describe('The job that is called for.'),
        Direction: z.enum(['inbound', 'outbound']).describe('`inbound`: the contact called us.'),
        BotName: z.string().describe('The voice agent that speaks.'),
        ContactPhoneNumber: z.string().describe('The number of the contact, in E.164.'),
        ContactName: z.string().optional().describe('As the owner gave it.'),
        Data: jsonObject.nullish().describe('Of the job.'),
        Metadata: jsonObject.nullish().describe('Of the job.'),
        Integrations: jsonObject.optional().describe("The job's own, or else the campaign's."),
        CampaignVariants: z.array(z.string()).optional().describe('Of the job.'),
        TestJob: z.boolean().describe('The job is marked as a test.'),
      })
      .meta({ id: 'CallContext' }),
  })
  .meta({ id: 'CallContextAnswer' });

export const get = endpoint({
  id: 'getCallContext',
  summary: 'What a voice agent may ask about its call',
  description:
    "For the provider of a call, while the call is in progress: whom the agent talks to, and what the campaign's owner provided. 404 when no call of this id is in progress.",
  tag: 'Providers',
  access: 'signature',
  path: { provider, callID },
  answers: { 200: answer(context, 'The context. It is personal.') },
  handler:
    ({ store, providers }) =>
    async ({ req, path }) => {
      const its = findProvider(providers, path.provider);
      const callId = path.callID;
      const problem = its.contextProblem?.(
        { headers: req.headers, path: req.originalUrl, rawBody: NOTHING },
        callId,
      );
      if (!its.contextProblem) throw absent('This provider does not ask for the context of a call');
      if (problem !== undefined) throw unsigned(problem);
      const found = await findCallContext(store, callId);
      if (!found) throw absent('No call of this id is in progress');
      const { job, data } = found;
      const integrations = job.Overrides?.Integrations ?? data.Integrations;
      return {
        status: 200,
        body: {
          Call: {
            CallID: callId,
            CampaignID: job.CampaignID,
            JobID: job._id,
            Direction: job.Slot?.Inbound ? 'inbound' : 'outbound',
            BotName: data.BotName,
            ContactPhoneNumber: job.ContactPhoneNumber,
            ...(job.ContactName === undefined ? {} : { ContactName: job.ContactName }),
            ...(job.Data === undefined ? {} : { Data: job.Data }),
            ...(job.Metadata === undefined ? {} : { Metadata: job.Metadata }),
            ...(integrations === undefined ? {} : { Integrations: integrations }),
            ...(job.CampaignVariants === undefined ? {} : { CampaignVariants: job.CampaignVariants }),
            TestJob: job.TestJob === true,
          },
        },
      };
    },
});
