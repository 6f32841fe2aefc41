/**
 * Writes the example contacts: `npx tsx examples/make-contacts.ts > examples/contacts.csv`. The same file every time.
 *
 * Numbers are for the simulator, which decides by the last two digits. Where a country reserves numbers for fiction,
 * they are used; elsewhere they are the phone library's well-known example numbers with other last digits, which may
 * belong to somebody: never dial them through a real carrier.
 */

/** Numbers without their last two digits. */
interface Source {
  stems: string[];
  rows: number;
}

const reservedForFiction: Source[] = [
  // North America: 555-0100 to 555-0199 in every area code (US, Canada, Jamaica, Dominican Republic, Puerto Rico).
  { stems: ['+120255501', '+121255501', '+131255501', '+141555501', '+161755501', '+150355501'], rows: 60 },
  { stems: ['+141655501', '+160455501', '+151455501', '+140355501'], rows: 25 },
  { stems: ['+187655501'], rows: 4 },
  { stems: ['+180955501'], rows: 4 },
  { stems: ['+178755501'], rows: 4 },
  // United Kingdom, Ofcom: a thousand numbers in each big city.
  {
    stems: ['+4420794601', '+4411349602', '+4413149604', '+4416149606', '+4429201807', '+4428964960'],
    rows: 40,
  },
  // Australia, ACMA: 5550 and 7010 in every region.
  { stems: ['+612555012', '+613701012', '+617555012', '+618701012'], rows: 25 },
  // France, ARCEP: one block in each of the five zones.
  { stems: ['+331990012', '+332619112', '+333530112', '+334657112', '+335364912'], rows: 25 },
  // Germany, Bundesnetzagentur: a thousand numbers in each of five cities, and a few mobile ones.
  {
    stems: ['+4930231251', '+4969900092', '+4940669693', '+4922147104', '+4989999985', '+49176040690'],
    rows: 25,
  },
  // Sweden, PTS: a hundred numbers in each of three cities.
  { stems: ['+468465004', '+464062804', '+469803192'], rows: 15 },
];

const libraryExamples: Source[] = [
  '+3538501234', // Ireland
  '+316123456', // Netherlands
  '+324700012', // Belgium
  '+346123456', // Spain
  '+3931234567', // Italy
  '+3519123456', // Portugal
  '+417812345', // Switzerland
  '+436641234', // Austria
  '+45344123', // Denmark
  '+47406123', // Norway
  '+3584123456', // Finland
  '+35461112', // Iceland
  '+485123456', // Poland
  '+4206011234', // Czechia
  '+362012345', // Hungary
  '+407120345', // Romania
  '+3069123456', // Greece
  '+9050123456', // Türkiye
  '+9725023456', // Israel
  '+9715012345', // United Arab Emirates
  '+2010012345', // Egypt
  '+277112345', // South Africa
  '+2547121234', // Kenya
  '+23480212345', // Nigeria
  '+9181234567', // India
  '+668123456', // Thailand
  '+65812345', // Singapore
  '+6390512345', // Philippines
  '+8190123456', // Japan
  '+8210200000', // South Korea
  '+642112345', // New Zealand
  '+55119612345', // Brazil
  '+54911234567', // Argentina
  '+5222212345', // Mexico
].map((stem) => ({ stems: [stem], rows: 3 }));

const givenNames =
  'Ada,Bruno,Chiara,Dmitri,Esra,Farid,Greta,Hiro,Ines,Jonas,Kwame,Lena,Mateo,Noor,Oskar,Priya,Quinn,Rosa,Samir,Tove,Uma,Viktor,Wanda,Xenia,Yusuf,Zoë,Anaïs,Björn'.split(
    ',',
  );
const familyNames =
  'Abel,Brandt,Castro,Dufour,Eriksen,Fontaine,Garza,Holm,Ito,Jansen,Koval,Lindqvist,Moreau,Nakata,Okoye,Petrov,Quist,Rossi,Suzuki,Tanaka,Ueda,Varga,Winter,Xu,Yilmaz,Zeman,Müller'.split(
    ',',
  );
const segments = ['new', 'trial', 'active', 'renewal', 'lapsed'];

// Some of these contacts talk until they are hung up. The default of half an hour would look like a campaign that
// hangs.
const MAX_CALL_SECONDS = 20;

/** Every fourth number ends in 80 to 99, where the simulator keeps its special outcomes. */
function* endings(): Generator<string, never> {
  for (let i = 0; ; i++) {
    const ordinal = Math.floor(i / 4);
    // 37 shares no divisor with 80, so the ordinary endings come in a mixed order and all of them come.
    const ending = i % 4 === 3 ? 80 + (ordinal % 20) : ((i - ordinal) * 37) % 80;
    yield String(ending).padStart(2, '0');
  }
}

/** The countries mixed evenly, as in a real list. */
function stemsInOrder(): string[] {
  return [...reservedForFiction, ...libraryExamples]
    .flatMap(({ stems, rows }) =>
      Array.from({ length: rows }, (_, k) => ({
        stem: stems[k % stems.length] ?? '',
        place: (k + 0.5) / rows,
      })),
    )
    .sort((a, b) => a.place - b.place)
    .map(({ stem }) => stem);
}

export function contactsCsv(): string {
  const ending = endings();
  const taken = new Set<string>();
  const rows = stemsInOrder().map((stem, i) => {
    let number = stem + ending.next().value;
    while (taken.has(number)) number = stem + ending.next().value;
    taken.add(number);
    const givenName = givenNames[i % givenNames.length] ?? '';
    const familyName = familyNames[i % familyNames.length] ?? '';
    const externalId = `contact-${String(i + 1).padStart(4, '0')}`;
    return [
      number,
      `${givenName} ${familyName}`,
      externalId,
      segments[i % segments.length],
      givenName,
      MAX_CALL_SECONDS,
    ].join(',');
  });
  return [
    'ContactPhoneNumber,ContactName,ExternalID,Metadata.segment,Data.firstName,Overrides.MaxCallSeconds',
    ...rows,
    '',
  ].join('\n');
}

if (require.main === module) process.stdout.write(contactsCsv());
