/**
 * The answer to a call to us: in time, whatever becomes of MongoDB and Temporal, and the same for all announcements of the call at
 * the same moment.
 */
import { type InboundAnswer, type InboundCall } from '../../activities/ports/voice-provider';
import { isUnavailable } from '../../store/mongodb/mongo';
import { type ApiDependencies } from '../http/dependencies';
import { answerInbound, busy, inboundName } from './inbound';

/**
 * A provider of our protocol gives up after 5 s, Twilio after 15, and the caller hears silence for as long. It takes a tenth of
 * a second while both servers are there.
 */
const ANSWER_WITHIN_MS = 4_000;

export function createInboundAnswers(deps: ApiDependencies) {
  /** By the name of the call, for as long as something is done for it: every request to a server has its bound. */
  const underWay = new Map<string, Promise<InboundAnswer>>();

  /** Never rejects. */
  return (provider: string, call: InboundCall): Promise<InboundAnswer> => {
    const name = inboundName(provider, call.providerCallId);
    const first = underWay.get(name);
    if (first) return first;
    const answer = inTime(name, (isLate) => answerInbound(deps, provider, call, isLate));
    underWay.set(name, answer);
    return answer;
  };

  /** What is too late goes on, and takes back what it has taken. Until then an announcement again is told the same. */
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
          `a call to us was not taken: no answer within ${ANSWER_WITHIN_MS} ms`,
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
    if (isUnavailable(error)) deps.log.warn({ inbound: name }, 'a call to us was not taken: MongoDB is away');
    else
      deps.log.error(
        { inbound: name, error: error instanceof Error ? error.name : typeof error },
        'a call to us was not taken: its answer could not be found',
      );
  }
}
