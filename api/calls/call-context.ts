/**
 * The context that a voice agent needs for a conversation: whom it talks to, and what the campaign's owner provided.
 * The request is signed by the provider, and answered only while the call is in progress: the context is personal.
 */
import { type RequestHandler } from 'express';
import { findCallContext } from '../../store/calls/calls';
import { type ApiDependencies } from '../http/dependencies';
import { absent } from '../http/problems';
import { findProvider, unsigned } from './provider-request';

const NOTHING = Buffer.alloc(0);

export const get =
  ({ store, providers }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const provider = findProvider(providers, req.params['provider']);
    const callId = String(req.params['callID']);
    const problem = provider.contextProblem?.(
      { headers: req.headers, path: req.originalUrl, rawBody: NOTHING },
      callId,
    );
    if (!provider.contextProblem) throw absent('This provider does not ask for the context of a call');
    if (problem !== undefined) throw unsigned(problem);
    const context = await findCallContext(store, callId);
    if (!context) throw absent('No call of this id is in progress');
    const { job, data } = context;
    const integrations = job.Overrides?.Integrations ?? data.Integrations;
    res.json({
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
    });
  };
