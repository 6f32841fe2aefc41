/** What the examples tell of: a garage reminds its customers of their appointments. All of it is invented. */
export const NAME = 'Service reminders, spring';

const calls = {
  CallerID: '+12025550100',
  AvailableCallerIDs: { '+12025550101': { Disabled: false } },
  MaxActiveCalls: 20,
  BotName: 'reminder',
  InboundMode: 'lookup',
  CallRejectionMessage: 'This line only calls about appointments. Please ring the garage. Goodbye.',
  CampaignObjectivePrompt: 'The contact confirmed the appointment on {{ .data.appointment }}.',
  AnalysisSchema: {
    type: 'object',
    properties: {
      answer: { enum: ['confirmed', 'moved', 'declined'] },
      wantsReminder: { type: 'boolean' },
    },
    required: ['answer'],
  },
  JobDataSchema: {
    type: 'object',
    properties: { appointment: { type: 'string' }, garage: { type: 'string' } },
    required: ['appointment'],
  },
};

/** With the rules of a campaign that calls real people. */
export const data = {
  ...calls,
  Constraints: {
    CallWindows: [{ Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], Start: '09:00', End: '18:30' }],
    TimeZone: 'callee',
    Holidays: ['US'],
    ConsentStated: true,
    MaxAttempts: 4,
    RetryOn: ['no_answer', 'busy', 'voicemail'],
    RetryBackoff: { Initial: '30m', Multiplier: 2, Max: '4h' },
    MaxAttemptsPerNumber: { Count: 3, Per: '7d' },
    MaxCallsPerSecond: 5,
    RuleSets: 'auto',
  },
};

/** The same, but it calls at once: a test runs at any hour. No example shows it. */
export const dataAtAnyHour = { ...calls, Constraints: { DisableJitter: true, RuleSets: [] } };

export const job = {
  ContactPhoneNumber: '+12025550111',
  ContactName: 'Robin Sample',
  ContactTimeZone: 'America/New_York',
  ExternalID: 'order-4711',
  Data: { appointment: 'Thursday, March 11 at 10:30', garage: 'Riverside Garage' },
  Metadata: { branch: 'riverside' },
  CampaignVariants: ['friendly'],
};

export const ORGANISATION = { id: 'org_riverside', name: 'Riverside Garage' };
