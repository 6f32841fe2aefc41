import { type RuleSet } from './rule-set';

/** The autonomous communities, Ceuta and Melilla, as the calendars name them. */
const regions = 'AN AR AS CB CE CL CM CN CT EX GA IB MC MD ML NC PV RI VC'.split(' ');

export const esRules: RuleSet = {
  name: 'es',
  title: 'Spain, commercial calls to consumers',
  territory: { callingCodes: ['34'] },
  rules: [
    {
      from: '2014-06-13',
      windows: [{ Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], Start: '09:00', End: '21:00' }],
      source: 'Real Decreto Legislativo 1/2007, article 96.2 (Ley 3/2014): 9 to 21, not at weekends',
      known: 'secondary',
    },
    {
      from: '2014-06-13',
      // A number does not tell the region, so the holidays of all regions count. Those of single towns are
      // not known here.
      holidays: ['ES', ...regions.map((region) => `ES-${region}`)],
      source: 'The same article: not on public holidays (“festivos”)',
      known: 'secondary',
    },
  ],
};
