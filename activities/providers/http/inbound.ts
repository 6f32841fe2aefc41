/** Inbound calls: what an HTTP provider announces, and what we answer (docs/provider-protocol.md). */
import { z } from 'zod';
import { type InboundAnswer, type ParsedInbound, type ProviderReply } from '../../ports/voice-provider';
import { announcedNumbers } from '../announced-numbers';
import { id } from './fields';
import { readMessage } from './messages';

const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be E.164, such as +442079460123');

const inboundSchema = z.object({
  // The same bound as for a provider's ids of calls that we placed.
  CallID: id,
  // What the carrier shows of the caller may be anything, and must not break the call.
  From: z.unknown().optional(),
  To: e164,
});

/** Parses an announcement whose signature is valid. */
export function parseInboundMessage(rawBody: Buffer): ParsedInbound {
  const read = readMessage(rawBody, inboundSchema);
  if (read.kind === 'malformed') return read;
  const { CallID, From, To } = read.message;
  return {
    kind: 'inbound',
    call: { providerCallId: CallID, ...announcedNumbers(From, To) },
  };
}

/** The answer as the protocol writes it. */
export const inboundReply = (answer: InboundAnswer): ProviderReply => ({
  status: 200,
  contentType: 'application/json',
  body: JSON.stringify(wordsOf(answer)),
});

function wordsOf(answer: InboundAnswer): Record<string, unknown> {
  switch (answer.kind) {
    case 'accept':
      return {
        Action: 'accept',
        CallID: answer.callId,
        BotName: answer.botName,
        MaxCallSeconds: answer.maxCallSeconds,
        Record: answer.record,
      };
    case 'reject':
      return { Action: 'reject', Message: answer.message };
    case 'busy':
      return { Action: 'busy' };
  }
}
