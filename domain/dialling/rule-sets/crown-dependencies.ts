import { type RuleSet } from './rule-set';
import { tradeRules } from './uk';

/**
 * The islands share +44, but are no part of the United Kingdom and have holidays of their own. No law of theirs that
 * names hours is known to us; the limits of the United Kingdom's trade, which works there too, are the careful ones.
 */
const island = (name: string, title: string, country: string, holidays: readonly string[]): RuleSet => ({
  name,
  title: `${title}, direct marketing, as in the United Kingdom`,
  territory: { callingCodes: ['44'], countries: [country] },
  rules: tradeRules(holidays, 'memory'),
});

export const crownDependencies: readonly RuleSet[] = [
  island('jersey', 'Jersey', 'JE', ['JE']),
  // Alderney's numbers are Guernsey's.
  island('guernsey', 'Guernsey', 'GG', ['GG', 'GB-ALD']),
  island('isle-of-man', 'Isle of Man', 'IM', ['IM']),
];
