/** The area codes of our states against those of a data set that is not ours. */
import { ruleSets } from '../../domain/dialling/rule-sets';
import { stateAreaCodes } from './state-area-codes';

/** Newer than the data: laid over another area code of the same state. */
const newer: Readonly<Record<string, readonly string[]>> = {
  AL: ['483'],
  LA: ['457'],
  MI: ['679'],
  MN: ['924'],
  MS: ['471'],
  TX: ['621'],
};

const states = {
  'us-alabama': 'AL',
  'us-connecticut': 'CT',
  'us-florida': 'FL',
  'us-kentucky': 'KY',
  'us-louisiana': 'LA',
  'us-maryland': 'MD',
  'us-massachusetts': 'MA',
  'us-michigan': 'MI',
  'us-minnesota': 'MN',
  'us-mississippi': 'MS',
  'us-nevada': 'NV',
  'us-new-mexico': 'NM',
  'us-oklahoma': 'OK',
  'us-oregon': 'OR',
  'us-pennsylvania': 'PA',
  'us-rhode-island': 'RI',
  'us-south-dakota': 'SD',
  'us-texas': 'TX',
  'us-utah': 'UT',
  'us-washington': 'WA',
  'us-wyoming': 'WY',
};

it.each(Object.entries(states))(
  'the law of a state is for all of its area codes and no other: %s',
  (name, state) => {
    const areaCodes = ruleSets.find((ruleSet) => ruleSet.name === name)?.territory.areaCodes;
    expect(areaCodes).toEqual(
      [...(stateAreaCodes[state] ?? '').split(' '), ...(newer[state] ?? [])].toSorted(),
    );
  },
);

it('every rule set of a state is compared with that data', () => {
  const byAreaCode = ruleSets.filter(({ territory }) => territory.areaCodes).map(({ name }) => name);
  expect(byAreaCode.toSorted()).toEqual(Object.keys(states));
});
