/**
 * Answers the provider's announcement of an inbound call. The answer is in time, whatever becomes of
 * MongoDB and Temporal, and the same for all announcements of the call at the same moment.
 */
import {
  type InboundAnswer,
  type InboundCall,
  type VoiceProvider,
} from '../../activities/ports/voice-provider';
import { type CallEvent } from '../../domain/calls/call';
import { isUnavailable } from '../../store/mongodb/mongo';
import { type ApiDependencies } from '../http/dependencies';
import { Problem } from '../http/problems';
import { requestIdOf } from '../http/request-context';
import { busy } from './inbound-call';
import { endpoint, text } from '../endpoints/endpoint';
import { findProvider, provider, readRequest, signedBody, unsigned } from './provider-request';
import { inboundName, takeInboundCall } from './take-inbound-call';

/** An announcement is three short fields; carriers add a few KiB of their own. */
const MAX_ANNOUNCEMENT_BYTES = 64 * 1024;

/**
 * A provider of our protocol gives up after 5 s, Twilio after 15, and the caller hears silence meanwhile. An answer
 * takes a tenth of a second while both servers are up.
 */
const ANSWER_WITHIN_MS = 4_000;

export const answerCall = endpoint({
  id: 'answerInboundCall',
  summary: 'What to do with an inbound call',
  description:
    'Answered within 4 seconds, whatever becomes of MongoDB and Temporal, and the same for all announcements of the call at the same moment. Request and answer have the form of the provider; see the protocol of the provider named `http`.',
  tag: 'Providers',
  access: 'signature',
  path: { provider },
  body: signedBody('An announcement of the HTTP provider protocol.'),
  answers: { 200: text(['application/json', 'text/xml'], 'Connect the caller, or refuse them.') },
  handler: (deps) => {
    const answerInTime = createInboundAnswers(deps);
    return async ({ req, res, path }) => {
      const its = findProvider(deps.providers, path.provider);
      const instead = 'Send the fields of the announcement alone.';
      const parsed = its.parseInbound(
        await readRequest(its, req, { maxBytes: MAX_ANNOUNCEMENT_BYTES, instead }),
      );
      if (parsed.kind === 'unsigned') throw unsigned(parsed.reason);
      if (parsed.kind === 'malformed') throw new Problem('invalid-request', parsed.reason);
      const { fromFault } = parsed.call;
      if (fromFault !== undefined)
        deps.log.info(
          { provider: its.name, requestId: requestIdOf(res), reason: fromFault },
          "a caller's number is none that may be called: the call is taken as from a withheld number",
        );
      const answer = await answerInTime(its, parsed.call);
      const reply = its.answerInbound(
        answer,
        parsed.call,
        (end) => answer.kind === 'accept' && void tellOfEnd(deps, answer.callId, end),
      );
      return { status: reply.status, mediaType: reply.contentType, text: reply.body };
    };
  },
});

/**
 * This end is not sent again. If the signal fails, the call's workflow looks the call up, like any other whose end was
 * lost.
 */
async function tellOfEnd({ gateway, log }: ApiDependencies, callId: string, end: CallEvent): Promise<void> {
  const verdict = await gateway.callEvent(callId, end).catch(() => 'unavailable' as const);
  if (verdict !== 'signalled') log.warn({ callId, verdict }, 'the end of an inbound call could not be told');
}

function createInboundAnswers(deps: ApiDependencies) {
  /** By the call's name, while work for it is under way: every request to a server has its own deadline. */
  const underWay = new Map<string, Promise<InboundAnswer>>();

  /** Never rejects. */
  return (provider: VoiceProvider, call: InboundCall): Promise<InboundAnswer> => {
    const name = inboundName(provider.name, call.providerCallId);
    const first = underWay.get(name);
    if (first) return first;
    const answer = inTime(name, (isLate) => takeInboundCall(deps, provider, call, isLate));
    underWay.set(name, answer);
    return answer;
  };

  /**
   * Work that is too late goes on, and gives back what it has taken. Until then a repeated announcement gets the same
   * answer.
   */
  function inTime(
    name: string,
    find: (isLate: () => boolean) => Promise<InboundAnswer>,
  ): Promise<InboundAnswer> {
    let isLate = false;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        isLate = true;
        deps.log.warn(
          { inbound: name },
          `an inbound call was not taken: no answer within ${ANSWER_WITHIN_MS} ms`,
        );
        resolve(busy);
      }, ANSWER_WITHIN_MS);
      find(() => isLate)
        .then(resolve, (error: unknown) => {
          tell(name, error);
          resolve(busy);
        })
        .finally(() => {
          clearTimeout(timer);
          underWay.delete(name);
        });
    });
  }

  /** An error of MongoDB may quote a document, which is personal. */
  function tell(name: string, error: unknown): void {
    if (isUnavailable(error))
      deps.log.warn({ inbound: name }, 'an inbound call was not taken: MongoDB is away');
    else
      deps.log.error(
        { inbound: name, error: error instanceof Error ? error.name : typeof error },
        'an inbound call was not taken: its answer could not be found',
      );
  }
}
