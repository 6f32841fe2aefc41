/** The question of dialling, asked with the constraints of a campaign and little else. */
import { type Constraints } from '../../domain/campaigns/campaign-data';
import { compileDialRules } from '../../domain/dialling/dial-rules';
import { type DialAnswer, type JobFacts, mayDial } from '../../domain/dialling/may-dial';
import { campaignData } from './campaign-data';

/** What every call of these campaigns comes from. */
export const from = campaignData().CallerID;

export interface Asked {
  nowMs: number;
  phoneNumber: string;
  constraints: Constraints;
  job: Partial<Omit<JobFacts, 'ContactPhoneNumber'>>;
  /** When the organisation dialled the number (Unix ms), oldest first. */
  dials?: readonly number[];
  /** When the latest conversation with its contact ended (Unix ms). */
  talkedAt?: number | undefined;
}

/** A job that says nothing else was created an hour ago and never dialled. */
export const mayDialUnder = ({ nowMs, phoneNumber, constraints, job, dials, talkedAt }: Asked): DialAnswer =>
  mayDial(compileDialRules(campaignData({ Constraints: constraints })), {
    nowMs,
    job: { ContactPhoneNumber: phoneNumber, CreatedAt: new Date(nowMs - 3_600_000), Attempts: 0, ...job },
    number: {
      ...(dials && { Dials: dials.map((ms) => ({ At: new Date(ms) })) }),
      ...(talkedAt !== undefined && { ConversationAt: new Date(talkedAt) }),
    },
  });
