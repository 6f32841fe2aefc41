import { type RequestHandler } from 'express';
import { type CallEvent } from '../../domain/calls/call';
import { type ApiDependencies } from '../http/dependencies';
import { createInboundAnswers } from './inbound-answers';
import { Problem } from '../http/problems';
import { requestIdOf } from '../http/request-context';
import { findProvider, readRequest, unsigned } from './provider-request';

/** An announcement is three short fields; carriers add a few KiB of their own. */
const MAX_ANNOUNCEMENT_BYTES = 64 * 1024;

/** A contact calls one of our numbers, and the provider asks what to do. */
export const answerCall = (deps: ApiDependencies): RequestHandler => {
  const answerInTime = createInboundAnswers(deps);
  return async (req, res) => {
    const provider = findProvider(deps.providers, req.params['provider']);
    const instead = 'Send the fields of the announcement alone.';
    const parsed = provider.parseInbound(
      await readRequest(provider, req, { maxBytes: MAX_ANNOUNCEMENT_BYTES, instead }),
    );
    if (parsed.kind === 'unsigned') throw unsigned(parsed.reason);
    if (parsed.kind === 'malformed') throw new Problem('invalid-request', parsed.reason);
    const { fromFault } = parsed.call;
    if (fromFault !== undefined)
      deps.log.info(
        { provider: provider.name, requestId: requestIdOf(res), reason: fromFault },
        "a caller's number is none that may be called: the call is taken as from a withheld number",
      );
    const answer = await answerInTime(provider.name, parsed.call);
    const reply = provider.answerInbound(
      answer,
      parsed.call,
      (end) => answer.kind === 'accept' && void tellOfEnd(deps, answer.callId, end),
    );
    res.status(reply.status).type(reply.contentType).send(reply.body);
  };
};

/**
 * This end is not sent again. If the signal fails, the call's workflow looks the call up, like any other whose end was
 * lost.
 */
async function tellOfEnd({ gateway, log }: ApiDependencies, callId: string, end: CallEvent): Promise<void> {
  const verdict = await gateway.callEvent(callId, end).catch(() => 'unavailable' as const);
  if (verdict !== 'signalled') log.warn({ callId, verdict }, 'the end of a call to us could not be told');
}
