/** What answers about jobs contain. */
import { z } from 'zod';
import { answeredBy } from '../../domain/calls/call';
import { outcomes } from '../../domain/calls/outcome';
import { waitingReasons } from '../../domain/dialling/dial-rules';
import { cancelReasons, failureReasons, jobStates } from '../../domain/jobs/job';
import { count, instant, nextCursor } from '../schemas/fields';
import { jobInputShape } from './schema';

const analysis = z
  .object({
    Status: z
      .enum(['succeeded', 'failed'])
      .describe('`failed`: an answer is missing. The outcome of the call stays.'),
    Errors: z.array(z.string()).optional().describe('Why an answer is missing; present when it `failed`.'),
    Result: z.unknown().optional().describe("Any JSON that the campaign's `AnalysisSchema` allows."),
    ObjectiveMet: z
      .boolean()
      .optional()
      .describe(
        'Whether the `CampaignObjectivePrompt` is true of the conversation; absent if it was not asked.',
      ),
  })
  .meta({ id: 'Analysis' });

const call = z
  .object({
    ID: z.string().describe('Its id everywhere, also at the provider.'),
    Direction: z.enum(['outbound', 'inbound']).describe('`inbound`: the contact called us.'),
    Attempt: count.describe('From 1; 0 for an inbound call.'),
    Version: z.int().min(1).describe('The version of the campaign under which it was placed.'),
    CallerID: z
      .string()
      .describe('The number that the contact saw; of an inbound call the one that was called.'),
    Zones: z
      .array(z.string())
      .readonly()
      .optional()
      .describe('The time zones that had to allow it. Absent for an inbound call.'),
    ZonesFrom: z
      .enum(['number', 'contact', 'both'])
      .optional()
      .describe('What they follow from; `both` where number and contact disagree.'),
    DialledAt: instant.describe('When it was dialled, or came in.'),
    AnsweredAt: instant.optional().describe('Absent if it was not answered.'),
    AnsweredBy: z.enum(answeredBy).optional().describe('Who answered, as the provider says.'),
    EndedAt: instant.optional().describe('Absent while it goes on.'),
    Outcome: z.enum(outcomes).optional().describe('Absent until it is known.'),
    ConversationSeconds: z.number().optional().describe("The provider's own figure; it may have a fraction."),
    Analysis: analysis.optional().describe("The analyst's answer; absent if it was not asked."),
  })
  .meta({ id: 'Call' });

const jobShape = {
  ID: z.string().describe('What paths name it by.'),
  CampaignID: z.string().describe('The campaign that it belongs to.'),
  State: z
    .enum(jobStates)
    .describe(
      '`created` was never dialled; `scheduled` waits for a later attempt. These two, `calling` and `analyzing` are open; all others are final.',
    ),
  ...jobInputShape,
  TestJob: z.boolean().describe('A mark to filter by.'),
  Attempts: count.describe('Dials made or being made.'),
  NotBefore: instant
    .optional()
    .describe('Of a waiting job: when it is looked at next. Absent if no rule will release it.'),
  WaitingFor: z
    .enum(waitingReasons)
    .optional()
    .describe(
      'Of a waiting job: the first reason at which the dispatcher stops. What holds back the campaign comes first, then the rules of the job, then pace and slots. `dispatch`: nothing stands in its way.',
    ),
  WaitingUntil: instant.optional().describe('Until when it waits for that, where its rules say so.'),
  Outcome: z.enum(outcomes).optional().describe('Of the latest attempt.'),
  FailureReason: z.enum(failureReasons).optional().describe('Of a failed job: why.'),
  CancelReason: z
    .enum(cancelReasons)
    .optional()
    .describe(
      'Of a canceled job: the contact opted out, or the import that brought it was undone. Absent: it was canceled by request.',
    ),
  CreatedAt: instant.describe('When it was created.'),
  UpdatedAt: instant.describe('When it last changed.'),
};

const job = z.object(jobShape).meta({ id: 'Job' });
export type ShownJob = z.output<typeof job>;
export type ShownCall = z.output<typeof call>;

export const jobAnswer = z.object({ Job: job }).meta({ id: 'JobAnswer' });
export const jobWithCalls = z
  .object({
    Job: z
      .object({ ...jobShape, Calls: z.array(call).describe('Its calls, oldest first.') })
      .meta({ id: 'JobWithCalls' }),
  })
  .meta({ id: 'JobWithCallsAnswer' });
export const jobList = z
  .object({ Jobs: z.array(job).describe('The jobs of this page.'), NextCursor: nextCursor })
  .meta({ id: 'JobList' });
