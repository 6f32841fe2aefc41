import { type RuleSet } from './rule-set';

/** After a refusal the law asks for sixty days without a call. An opt-out here is for good, which is stricter. */
export const frRules: RuleSet = {
  name: 'fr',
  title: 'France, commercial prospecting of consumers',
  territory: { callingCodes: ['33'] },
  rules: [
    {
      from: '2023-03-01',
      windows: [
        { Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], Start: '10:00', End: '13:00' },
        { Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], Start: '14:00', End: '20:00' },
      ],
      source:
        'Code de la consommation D. 223-9 (décret 2022-1313): Mon–Fri 10–13 and 14–20 in the consumer’s zone',
      known: 'primary',
    },
    {
      from: '2023-03-01',
      holidays: ['FR'],
      source: 'The same article: not on the public holidays of article L. 3133-1 of the Code du travail',
      known: 'primary',
    },
    {
      from: '2023-03-01',
      // Thirty calendar days of calls from 10 to 20 are shorter than 30 times 24 hours, so this is no less strict.
      attempts: { Count: 4, Per: '30d' },
      source: 'The same article: at most four calls or attempts in thirty calendar days',
      known: 'primary',
    },
    {
      from: '2026-08-11',
      needsConsent: true,
      source: 'Code de la consommation L. 223-1, by loi 2025-594 article 13: no call without prior consent',
      known: 'secondary',
    },
  ],
};
