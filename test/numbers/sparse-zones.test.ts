import { zonesOf } from '../../domain/numbers/number-zones';
import { sparseZones, withoutSparseZones } from '../../domain/numbers/sparse-zones';
import { canonicalZone } from '../../domain/time/local-time';

const populated = (number: string): readonly string[] => withoutSparseZones(zonesOf(number));
const prefixes = Array.from({ length: 99_999 }, (_, i) => String(i + 1));
const sets = new Set(prefixes.map((prefix) => zonesOf(`+${prefix.padEnd(11, '2')}`)));

describe('the zones of a number without those of under 5,000 people', () => {
  it('leave a whole country to be called by the hours of its people', () => {
    expect(populated('+61412345678')).toEqual([
      'Australia/Adelaide',
      'Australia/Brisbane',
      'Australia/Darwin',
      'Australia/Hobart',
      'Australia/Melbourne',
      'Australia/Perth',
      'Australia/Sydney',
    ]);
    expect(populated('+299321234')).toEqual(['America/Godthab']);
    expect(populated('+6421234567')).toEqual(['Pacific/Auckland']);
    expect(populated('+6493001234')).toEqual(['Pacific/Auckland']);
    expect(populated('+17205550123')).toEqual(['America/Denver']);
    expect(populated('+5581987654321')).toEqual(['America/Sao_Paulo']);
  });

  it('keep islands on which more people live, and thinly peopled parts of a mainland', () => {
    expect(populated('+56322345678')).toContain('Pacific/Easter');
    expect(populated('+686730123')).toContain('Pacific/Kiritimati');
    expect(populated('+68940123456')).toContain('Pacific/Marquesas');
    expect(populated('+12502345678')).toContain('America/Fort_Nelson');
  });

  it('are never none, and a set without them stays as it is', () => {
    for (const set of sets) {
      const answer = withoutSparseZones(set);
      expect(answer.length > 0).toBe(set.length > 0);
      expect(set).toEqual(expect.arrayContaining([...answer]));
    }
    expect(populated('+6723212345')).toEqual(['Pacific/Norfolk']);
    expect(populated('+50021234')).toEqual(zonesOf('+50021234'));
    expect(populated('+12125550123')).toEqual(zonesOf('+12125550123'));
  });

  it('are the same array for the same set, so that answers can be remembered by it', () => {
    const byName = new Map<string, readonly string[]>();
    for (const set of sets) {
      const answer = withoutSparseZones(set);
      expect(withoutSparseZones(set)).toBe(answer);
      expect(byName.get(answer.join('&')) ?? answer).toBe(answer);
      byName.set(answer.join('&'), answer);
    }
    expect(sets.size).toBeGreaterThan(200);
  });
});

describe('a zone of under 5,000 people', () => {
  it.each(sparseZones)('$zone: $people ($source)', ({ zone, people, year, source }) => {
    expect(people).toBeLessThan(5_000);
    expect(year).toBeGreaterThan(2009);
    expect(source).not.toBe('');
    // By the name that the sets have: another name of the zone would leave it in them.
    expect([...sets].some((set) => set.includes(zone))).toBe(true);
  });

  it('is in no set under another name', () => {
    const names = new Map(sparseZones.map(({ zone }) => [canonicalZone(zone), zone]));
    const all = new Set([...sets].flat());
    expect([...all].filter((zone) => (names.get(canonicalZone(zone)) ?? zone) !== zone)).toEqual([]);
  });
});
