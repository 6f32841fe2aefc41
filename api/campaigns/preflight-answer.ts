/** What a preflight answers. */
import { z } from 'zod';
import { count, instant } from '../schemas/fields';

const ruleSetShape = {
  RuleSets: z
    .object({
      Chosen: z
        .union([z.literal('auto'), z.array(z.string()).readonly()])
        .describe("The campaign's choice of legal minimums."),
      By: z
        .string()
        .describe('The id of the API key that published the present version, which makes this choice.'),
      Since: instant.describe('When that version was published.'),
      Applied: z
        .array(z.object({ Name: z.string(), Jobs: count }))
        .describe('For how many of the examined jobs each rule set holds.'),
      NotApplied: z
        .array(z.object({ Name: z.string(), Jobs: count }))
        .describe('For how many jobs `auto` would add it, where the campaign has chosen otherwise.'),
      NamedOnly: z
        .array(z.object({ Name: z.string(), For: z.string(), Jobs: count }))
        .describe('Rule sets for certain calls only: they hold if the campaign names them.'),
    })
    .meta({ id: 'PreflightRuleSets' }),
  WithoutRuleSet: z
    .array(z.object({ Country: z.string().optional(), CallingCode: z.string(), Jobs: count }))
    .describe('Countries that the jobs call and of whose law nothing is known here.'),
};
export type RuleSetReport = z.output<z.ZodObject<typeof ruleSetShape>>;

const fewHours = z
  .object({
    Below: z.number().describe('Jobs with fewer open hours a week than this are counted.'),
    Jobs: count.describe('How many there are.'),
    Reasons: z
      .array(
        z.object({
          Reason: z
            .enum(['zones', 'unknown_zone', 'window', 'rule_sets'])
            .describe(
              '`zones`: so few hours suit every zone in which the callee may be. `unknown_zone`: it may be anywhere. `window`: `CallWindows` alone. `rule_sets`: they and the law have few in common.',
            ),
          Why: z.string(),
          Jobs: count,
          HoursPerWeek: z.number(),
        }),
      )
      .describe('The commonest first, at most ten.'),
  })
  .meta({ id: 'FewHours' });
export type FewHours = z.output<typeof fewHours>;

export const forecastShape = {
  Examined: count.describe(
    'How many of them were examined; fewer than `Jobs` when there are too many for one preflight.',
  ),
  Now: count.describe('Jobs that none of their own rules delays: they are called as the campaign allows.'),
  Within24Hours: count.describe('Jobs that a rule delays by less than 24 hours.'),
  Later: count.describe('Jobs that a rule delays by more.'),
  Never: count.describe('Jobs that are not called under this version.'),
  Reasons: z
    .array(z.object({ Reason: z.string(), Jobs: count, Until: instant.optional() }))
    .describe(
      'Why the others are not called now; the commonest first. `Until`: when the first of them can be called.',
    ),
};

const examinedShape = {
  ...ruleSetShape,
  Jobs: count.describe('Waiting jobs.'),
  ...forecastShape,
  FewHours: fewHours
    .optional()
    .describe('Jobs whose rules are open for a few hours a week only, and why; absent when there are none.'),
};
export type Preflight = z.output<z.ZodObject<typeof examinedShape>>;

const beginningShape = {
  AtOnce: count.describe('How many of `Now` begin at once.'),
  AtOnceReason: z.string().optional().describe('What the others wait for; absent when all of them begin.'),
  PacedUntil: instant
    .optional()
    .describe('When the last of `Now` can begin at the earliest, with `MaxCallsPerSecond`.'),
  SchedulingEnabled: z
    .literal(false)
    .optional()
    .describe('Present when the organisation has switched dialling off: no call is placed.'),
};
/** How many of the jobs that no rule delays the campaign as a whole lets begin. */
export type Beginning = z.output<z.ZodObject<typeof beginningShape>>;

export const preflightAnswer = z
  .object({
    ...examinedShape,
    ...beginningShape,
    GlobalPause: z
      .literal(true)
      .optional()
      .describe('Present while a provider that the campaign uses is out: no call is placed.'),
    GlobalPauseReason: z.string().optional().describe('Which provider is out, and why.'),
  })
  .meta({ id: 'Preflight' });
