import { planColumns } from '../../api/files/column-plan';
import { jobTable } from '../../api/jobs/job-table';
import { optOutTable } from '../../api/numbers/opt-out-table';
import { leastCpuMsOf } from '../support/cpu-time';

interface More {
  said?: Record<string, string>;
  samples?: string[][];
  hasHeader?: boolean;
  takesLikely?: boolean;
}
const plan = (names: string[], { said, samples = [], hasHeader = true, takesLikely = false }: More = {}) =>
  planColumns(jobTable, { names, said, samples, hasHeader, takesLikely });
const fields = (names: string[], more?: More) => {
  const { columns, faults } = plan(names, more);
  expect(faults).toEqual([]);
  return columns.map(({ field }) => field);
};
const faults = (names: string[], more?: More) =>
  plan(names, more).faults.map(({ location, message }) => `${location}: ${message}`);

describe('columns of the lists of other products', () => {
  it.each([
    ['Vapi', ['number', 'name', 'plan'], ['ContactPhoneNumber', 'ContactName', 'Data.plan']],
    ['Retell', ['phone number', 'first_name'], ['ContactPhoneNumber', 'ContactName']],
    ['Bolna', ['contact_number', 'customer_name'], ['ContactPhoneNumber', 'ContactName']],
    ['Bland', ['phone_number', 'business'], ['ContactPhoneNumber', 'Data.business']],
    [
      'ElevenLabs',
      ['name', 'phone_number', 'language'],
      ['ContactName', 'ContactPhoneNumber', 'Data.language'],
    ],
    ['Twilio', ['To', 'Body'], ['ContactPhoneNumber', 'Data.Body']],
    [
      'VICIdial',
      [
        'lead_id',
        'vendor_lead_code',
        'phone_code',
        'phone_number',
        'first_name',
        'middle_initial',
        'last_name',
        'alt_phone',
      ],
      [
        'ExternalID',
        'Data.vendor_lead_code',
        'Data.phone_code',
        'ContactPhoneNumber',
        'ContactName',
        'Data.middle_initial',
        'ContactName',
        'Data.alt_phone',
      ],
    ],
    [
      'Google Contacts',
      [
        'Given Name',
        'Family Name',
        'E-mail 1 - Value',
        'Phone 1 - Label',
        'Phone 1 - Value',
        'Phone 2 - Value',
      ],
      [
        'ContactName',
        'ContactName',
        'Data.E-mail 1 - Value',
        'Data.Phone 1 - Label',
        'ContactPhoneNumber',
        'Data.Phone 2 - Value',
      ],
    ],
    [
      'HubSpot',
      ['Record ID', 'First Name', 'Last Name', 'Phone Number', 'Mobile Phone Number', 'Create Date'],
      [
        'ExternalID',
        'ContactName',
        'ContactName',
        'ContactPhoneNumber',
        'Data.Mobile Phone Number',
        'Data.Create Date',
      ],
    ],
    [
      'Salesforce',
      ['Contact ID', 'Full Name', 'Account ID', 'Phone', 'Mobile'],
      ['ExternalID', 'ContactName', 'Data.Account ID', 'ContactPhoneNumber', 'Data.Mobile'],
    ],
    [
      'Salesforce by its API',
      ['Id', 'FirstName', 'LastName', 'MobilePhone'],
      ['ExternalID', 'ContactName', 'ContactName', 'ContactPhoneNumber'],
    ],
  ])('%s are recognised', (_product, names, expected) => expect(fields(names)).toEqual(expected));

  it('are less sure where several could have the number', () => {
    const { columns } = plan(['Mobile', 'Phone', 'ContactName', 'x']);
    expect(columns.map(({ field, confidence }) => [field, confidence])).toEqual([
      ['Data.Mobile', 1],
      ['ContactPhoneNumber', 0.7],
      ['ContactName', 1],
      ['Data.x', 1],
    ]);
  });
});

describe('our own names', () => {
  it('are known in any case, with blanks and signs in them, and win over usual ones', () => {
    expect(
      fields([
        'contactphonenumber',
        'CONTACT NAME',
        'Phone',
        'name',
        'overrides.constraints.notbefore',
        'data.City',
        'METADATA.x.y',
      ]),
    ).toEqual([
      'ContactPhoneNumber',
      'ContactName',
      'Data.Phone',
      'Data.name',
      'Overrides.Constraints.NotBefore',
      'Data.City',
      'Metadata.x.y',
    ]);
  });

  it.each([
    'ContactNam',
    'ContactNmae',
    'ContactNames',
    'ContactMame',
    'Caller_IDs',
    'ExternalI',
    'Contact County',
  ])('with one typing error, as %s, stay an error that says what to do', (name) => {
    const [fault] = faults(['Phone', name]);
    expect(fault).toMatch(/^header, column 2: .* did you mean \w+\? .*columns=/);
  });

  it.each([
    'Overrides.MaxCallSecond',
    'Overrides.Constraints.NotBefor',
    'Overrides.Nothing',
    'Metadata.',
    'Data.',
    '__proto__',
    'Data.__proto__',
  ])('of a group that is not there, as %s, are never data', (name) =>
    expect(faults(['Phone', name])[0]).toMatch(/^header, column 2: .* is not a known column/),
  );

  it('far from each other are data', () => {
    expect(fields(['Phone', 'Internal ID', 'County', 'Caller', 'Notes'])).toEqual([
      'ContactPhoneNumber',
      'Data.Internal ID',
      'Data.County',
      'Data.Caller',
      'Data.Notes',
    ]);
  });

  it('of an export or of rejected rows are passed over', () => {
    expect(
      fields(['ContactPhoneNumber', 'Job.State', 'Call.Outcome', 'Analysis.mood', 'RejectedReason']),
    ).toEqual(['ContactPhoneNumber', undefined, undefined, undefined, undefined]);
  });
});

describe('what the sender says of columns', () => {
  it('wins over all', () => {
    const said = {
      phone: 'Metadata.phone',
      Handy: 'contactphonenumber',
      ContactName: 'ignore',
      '4': 'Data.note',
    };
    expect(fields(['Phone', 'Handy', 'ContactName', 'ContactNmae'], { said })).toEqual([
      'Metadata.phone',
      'ContactPhoneNumber',
      undefined,
      'Data.note',
    ]);
  });

  it.each([
    [
      { Telefon: 'ContactPhoneNumber' },
      /^query\/columns: "Telefon" is no column of the file; its columns are Phone, x/,
    ],
    [{ x: 'ContactNam' }, /^query\/columns: "x" is to be "ContactNam".*did you mean ContactName/],
    [{ x: 'Colour' }, /^query\/columns: .*known are ContactPhoneNumber.*ignore/],
    [{ '3': 'ignore' }, /no column of the file/],
  ])('is refused where it makes no sense: %j', (said, expected) => {
    expect(faults(['Phone', 'x'], { said }).join('\n')).toMatch(expected);
  });

  it('may make a name of several columns, but nothing else', () => {
    const names = ['Phone', 'Vorname', 'Nachname'];
    expect(fields(names, { said: { Vorname: 'ContactName', Nachname: 'ContactName' } })).toEqual([
      'ContactPhoneNumber',
      'ContactName',
      'ContactName',
    ]);
    expect(faults(names, { said: { Vorname: 'Data.x', Nachname: 'Data.x' } })[0]).toMatch(
      /is Data.x, and so is "Vorname"/,
    );
  });
});

describe('the column of the numbers', () => {
  const samples = [
    ['4711', '+12025550111', 'Ada'],
    ['4712', '+12025550112', 'Grace'],
  ];

  it('without a header is the only one whose cells begin with +', () => {
    const names = ['Column1', 'Column2', 'Column3'];
    expect(fields(names, { samples, hasHeader: false })).toEqual([
      'Data.Column1',
      'ContactPhoneNumber',
      'Data.Column3',
    ]);
    const two = samples.map(([id = '', phone = '']) => [id, phone, phone]);
    expect(faults(names, { samples: two, hasHeader: false })[0]).toMatch(/has no header.*columns=/);
  });

  it('is never found by its cells where its name says nothing, but proposed', () => {
    const names = ['nr', 'Kundentelefon', 'wer'];
    expect(faults(names, { samples })[0]).toMatch(
      /is missing; "Kundentelefon" looks like it.*columns={"Kundentelefon":"ContactPhoneNumber"}/,
    );
    expect(plan(names, { samples, takesLikely: true }).columns[1]).toEqual({
      name: 'Kundentelefon',
      field: 'ContactPhoneNumber',
      confidence: 0.5,
    });
  });
});

it('of a list of opt-outs only the number counts', () => {
  const { columns, faults: none } = planColumns(optOutTable, {
    names: ['Name', 'Phone', 'Reason'],
    said: undefined,
    samples: [],
    hasHeader: true,
    takesLikely: false,
  });
  expect([columns.map(({ field }) => field), none]).toEqual([[undefined, 'PhoneNumber', undefined], []]);
});

it('a thousand columns that are all nearly ours are refused in a moment', () => {
  const names = Array.from({ length: 1_000 }, (_, i) => `ContactNam${i}`);
  const ms = leastCpuMsOf(() => expect(plan(names).faults.length).toBeGreaterThan(0));
  // A tenth of a second here.
  expect(ms).toBeLessThan(2_000);
});

describe('a proposal', () => {
  const rows = [
    ['51234567890', '+12025550107'],
    ['51234567891', '+12025550108'],
  ];
  it('is never a column with a field of ours, and prefers cells that begin with +', () => {
    expect(faults(['Record ID', 'Kontakt'], { samples: rows })[0]).toMatch(
      /"Kontakt" looks like it.*{"Kontakt":/,
    );
    expect(faults(['Account', 'Kontakt'], { samples: rows })[0]).toMatch(/"Kontakt" looks like it/);
  });

  it('names a column by its number where its name is none or not its alone', () => {
    const samples = [['x', 'Ann', '+12025550107']];
    expect(faults(['', 'Name', ''], { samples })[0]).toContain('columns={"3":"ContactPhoneNumber"}');
    expect(faults(['A', 'Name', 'a'], { samples })[0]).toContain('columns={"3":"ContactPhoneNumber"}');
  });

  it('is the row below a title', () => {
    const samples = [
      ['Phone', 'Name'],
      ['+12025550107', 'Ann'],
    ];
    expect(faults(['My contacts', ''], { samples })[0]).toContain('row 2 looks like the header');
  });
});

it('a column that is said twice is refused, not one of the two taken', () => {
  expect(faults(['Phone', 'Name'], { said: { Name: 'ExternalID', '2': 'ignore' } })[0]).toMatch(
    /column 2.*twice/,
  );
});

it('a list of opt-outs with two columns of numbers is refused: one of them would stay callable', () => {
  const { faults: found } = planColumns(optOutTable, {
    names: ['Phone', 'Mobile'],
    said: undefined,
    samples: [],
    hasHeader: true,
    takesLikely: false,
  });
  expect(found[0]?.message).toMatch(/"Phone" and "Mobile" may all have numbers/);
});
