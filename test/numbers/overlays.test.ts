import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { ruleSetNames, ruleSets, ruleSetsFor } from '../../domain/dialling/rule-sets';
import { zonesOf } from '../../domain/numbers/number-zones';
import { overlays, parentOf } from '../../domain/numbers/overlays';
import { parsePhoneNumber } from '../../domain/numbers/phone-number';
import { addedZones } from '../../domain/time/zone-corrections';

/** A subscriber number that exists in every area code in use. */
const anyLine = '2345678';
const isKnownToLibrary = (areaCode: string): boolean =>
  parsePhoneNumberFromString(`+1${areaCode}${anyLine}`, { extract: false })?.isValid() ?? false;

describe('a number of an area code that is newer than the library', () => {
  it.each([
    ['+14362345678', ['America/New_York']], // Ohio
    ['+18612345678', ['America/Chicago']], // Illinois
    ['+14832345678', ['America/Chicago', 'America/New_York']], // Alabama with Phenix City
    ['+16242345678', ['America/New_York']], // Buffalo
    ['+17292345678', ['America/Chicago', 'America/New_York']], // Chattanooga and the Sequatchie Valley
    ['+14652345678', ['America/New_York']], // New York City
  ])('exists, and is where its parent is: %s in %j', (e164, zones) => {
    expect(parsePhoneNumber(e164)).toEqual({ kind: 'valid', e164 });
    expect(zonesOf(e164)).toEqual(zones);
  });

  it('has one canonical form, as every number', () => {
    expect(parsePhoneNumber('+114362345678')).toEqual({ kind: 'valid', e164: '+14362345678' });
  });

  it('exists if and only if it would under the parent, for the same reason', () => {
    const line = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 5, maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...overlays), line, ({ areaCode, parent }, rest) => {
        const known = parsePhoneNumber(`+1${parent}${rest}`);
        const e164 = `+1${areaCode}${rest}`;
        expect(parsePhoneNumber(e164)).toEqual(known.kind === 'valid' ? { kind: 'valid', e164 } : known);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(overlays)('+1 $areaCode has at least the zones of +1 $parent, and its rule sets', (overlay) => {
    const [number, known] = [`+1${overlay.areaCode}${anyLine}`, `+1${overlay.parent}${anyLine}`];
    expect(zonesOf(number)).toEqual(expect.arrayContaining([...zonesOf(known)]));
    expect(zonesOf(known).length).toBeGreaterThan(0);
    expect(ruleSetsFor(ruleSetNames, number)).toEqual(ruleSetsFor(ruleSetNames, known));
  });
});

describe('the table of overlays', () => {
  it('has only codes that the library does not know, and shrinks when it learns them', () => {
    const learnt = overlays.filter(({ areaCode }) => isKnownToLibrary(areaCode));
    // What to do then.
    expect(
      learnt.map(
        ({ areaCode, parent }) =>
          `+1 ${areaCode}: the library knows it now. Delete its row and change canonicalFormsVersion. ` +
          `If number-places.test.ts then finds a zone missing, add it in zone-corrections.ts ("laid over ${parent}").`,
      ),
    ).toEqual([]);
  });

  it('has parents that the library knows, and each code once', () => {
    expect(overlays.filter(({ parent }) => !isKnownToLibrary(parent))).toEqual([]);
    expect(new Set(overlays.map(({ areaCode }) => areaCode)).size).toBe(overlays.length);
    for (const { since, source } of overlays) {
      expect(new Date(since).toISOString().slice(0, 10)).toBe(since);
      expect(source).not.toBe('');
    }
  });

  it('names each code in every rule set that lists its parent, so that none is lost with its row', () => {
    const lost = ruleSets.flatMap(({ name, territory: { areaCodes = [] } }) =>
      overlays
        .filter(({ areaCode, parent }) => areaCodes.includes(parent) && !areaCodes.includes(areaCode))
        .map(({ areaCode, parent }) => `${name} lists ${parent}: add ${areaCode}, which is laid over it`),
    );
    expect(lost).toEqual([]);
  });
});

it('every area code of North America that a rule set lists or a zone correction names can be reached', () => {
  const listed = ruleSets.flatMap(({ territory }) =>
    territory.callingCodes.includes('1') ? (territory.areaCodes ?? []) : [],
  );
  const corrected = addedZones
    .filter(({ prefix }) => prefix.startsWith('1'))
    .map(({ prefix }) => prefix.slice(1, 4));
  expect([...listed, ...corrected].filter((areaCode) => !isKnownToLibrary(parentOf(areaCode)))).toEqual([]);
});
