import fc from 'fast-check';
import { fillTemplate, templateFaults } from '../../domain/analysis/prompt-template';
import { leastCpuMsOf } from '../support/cpu-time';

const values = {
  metadata: { segment: 'gold', 'with-hyphen': 1 },
  data: {
    firstName: 'Ada',
    age: 36,
    member: false,
    address: { city: 'London' },
    tags: ['a', 'b'],
    gone: null,
  },
};

const none = '<value></value>';

describe('a prompt with values of its job', () => {
  it.each([
    ['Is {{ .metadata.segment }} a metal?', 'Is <value>gold</value> a metal?'],
    ['{{.data.firstName}} is {{ .data.age }}', '<value>Ada</value> is <value>36</value>'],
    ['{{\t.data.address.city\n}}', '<value>London</value>'],
    ['{{ .data.member }}', '<value>false</value>'],
    ['{{ .data.address }} {{ .data.tags }}', '<value>{"city":"London"}</value> <value>["a","b"]</value>'],
    ['{"json": {"stays": 1}} }} { }', '{"json": {"stays": 1}} }} { }'],
    ['', ''],
  ])('%j becomes %j', (prompt, text) => {
    expect(templateFaults(prompt)).toEqual([]);
    expect(fillTemplate(prompt, values)).toEqual({ text, missing: [] });
  });

  it('has an empty value for what the job lacks, and names it once', () => {
    expect(
      fillTemplate('<{{ .data.x }}|{{ .data.x }}|{{ .data.gone }}|{{ .metadata.a.b }}>', values),
    ).toEqual({
      text: `<${none}|${none}|${none}|${none}>`,
      missing: ['.data.x', '.data.gone', '.metadata.a.b'],
    });
    expect(fillTemplate('{{ .data.x }}', { metadata: undefined, data: undefined }).missing).toEqual([
      '.data.x',
    ]);
  });

  it.each([
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    'constructor.name',
    'firstName.length',
    'tags.length',
  ])('never reads .data.%s, which is no data of the job', (path) => {
    expect(fillTemplate(`[{{ .data.${path} }}]`, values)).toEqual({
      text: `[${none}]`,
      missing: [`.data.${path}`],
    });
  });

  it('a value is text only: what looks like a placeholder in it stays as it is', () => {
    const data = { note: '{{ .data.secret }}', half: '{{', secret: 'hidden' };
    expect(
      fillTemplate('{{ .data.note }} {{ .data.half }} .data.secret }}', { metadata: {}, data }).text,
    ).toBe('<value>{{ .data.secret }}</value> <value>{{</value> .data.secret }}');
  });

  it('does not grow without bound: a long value is cut at a whole character, and placeholders are counted', () => {
    const data = { long: `${'x'.repeat(3_999)}🙂${'y'.repeat(10_000)}`, short: 'z' };
    const { text } = fillTemplate('{{ .data.long }}', { metadata: {}, data });
    expect(text).toBe(`<value>${'x'.repeat(3_999)}…</value>`);
    const many = '{{ .data.short }}'.repeat(101);
    expect(fillTemplate(many, { metadata: {}, data })).toEqual({
      text: '<value>z</value>'.repeat(100) + none,
      missing: ['.data.short'],
    });
    expect(templateFaults(many)).toEqual(['it has 101 placeholders: use at most 100']);
    expect(templateFaults('{{ .data.short }}'.repeat(100))).toEqual([]);
  });
});

describe('what is no template is refused when it is published', () => {
  it.each([
    '{{ if .data.x }}yes{{ end }}',
    '{{ .data }}',
    '{{ .contact.name }}',
    '{{ data.x }}',
    '{{ .data.x | printf "%s" }}',
    '{{- .data.x -}}',
    '{{ .data.with-hyphen }}',
    '{{ .data..x }}',
    '{{ .data.1 }}',
    '{{ .Data.x }}',
    '{{}}',
    '{{{ .data.x }}}',
    'open {{ .data.x',
    '{{ .data.x }',
  ])('%s', (prompt) => {
    const [fault] = templateFaults(prompt);
    expect(fault).toMatch(/is not a placeholder: write {{ \.metadata\.name }} or {{ \.data\.name }}/);
  });

  it('names at most ten places, and quotes little of each', () => {
    const faults = templateFaults(`{{ ${'x'.repeat(1_000)} }}`.repeat(50));
    expect(faults).toHaveLength(10);
    expect(Math.max(...faults.map((fault) => fault.length))).toBeLessThan(200);
  });
});

describe('whatever is written', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '{{',
      '}}',
      '{',
      '}',
      '.data',
      '.metadata',
      '.x',
      ' ',
      '__proto__',
      '.constructor',
      '\n',
      '🙂',
    ),
    fc.string(),
  );
  const prompts = fc.array(piece, { maxLength: 30 }).map((parts) => parts.join(''));
  const holders = fc.record({
    metadata: fc.option(fc.dictionary(fc.constantFrom('x', 'y', '__proto__'), fc.jsonValue()), {
      nil: undefined,
    }),
    data: fc.option(fc.dictionary(fc.constantFrom('x', 'y', 'constructor'), fc.jsonValue()), {
      nil: undefined,
    }),
  });

  it('a prompt without two opening braces is its own text', () => {
    fc.assert(
      fc.property(prompts, holders, (prompt, held) => {
        fc.pre(!prompt.includes('{{'));
        expect(fillTemplate(prompt, held)).toEqual({ text: prompt, missing: [] });
        expect(templateFaults(prompt)).toEqual([]);
      }),
    );
  });

  it('a prompt without faults leaves no placeholder behind, and text around placeholders is kept', () => {
    const names = fc.constantFrom('.data.x', '.metadata.y.z', '.data.constructor');
    const texts = fc.string().map((text) => text.replaceAll('{', '('));
    fc.assert(
      fc.property(fc.array(fc.tuple(texts, names), { maxLength: 20 }), texts, (parts, end) => {
        const prompt = parts.map(([text, name]) => `${text}{{ ${name} }}`).join('') + end;
        expect(templateFaults(prompt)).toEqual([]);
        const { text, missing } = fillTemplate(prompt, { metadata: {}, data: {} });
        expect(text).toBe(parts.map(([before]) => before + none).join('') + end);
        expect(new Set(missing)).toEqual(new Set(parts.map(([, name]) => name)));
      }),
    );
  });

  it('filling never throws, and what has faults keeps them as text', () => {
    fc.assert(
      fc.property(prompts, holders, (prompt, held) => {
        const { text, missing } = fillTemplate(prompt, held);
        expect(typeof text).toBe('string');
        for (const name of missing) expect(name).toMatch(/^\.(data|metadata)\./);
        templateFaults(prompt);
      }),
    );
  });

  it('a prompt of a hundred thousand braces is read in one pass', () => {
    for (const prompt of [
      '{'.repeat(100_000),
      '{{ '.repeat(50_000),
      '{{}}'.repeat(25_000),
      '}}'.repeat(50_000),
    ]) {
      const ms = leastCpuMsOf(() => {
        templateFaults(prompt);
        fillTemplate(prompt, values);
      });
      // A quadratic reader takes seconds.
      expect(ms).toBeLessThan(500);
    }
  });
});
