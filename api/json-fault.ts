/** Where and why a text is not JSON: `JSON.parse` does not always say where. */

export interface JsonFault {
  offset: number;
  line: number;
  column: number;
  message: string;
}

/** A string without the quote that closes it. */
const BEGUN_STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;
const TOKEN =
  /[{}[\]:,]|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const SPACE = /[ \t\r\n]*/y;

type Expected = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | ', or ]' | ', or }' | 'end';

/** The first place at which `text` stops being JSON. Call it only for a text that `JSON.parse` refused. */
export function findJsonFault(text: string): JsonFault {
  const open: ('[' | '{')[] = [];
  let expected: Expected = 'value';
  let offset = 0;
  for (;;) {
    offset = skip(text, offset);
    const token = tokenAt(text, offset);
    const next: Expected | undefined = token === undefined ? undefined : step(expected, token, open);
    if (token === undefined || next === undefined) return faultAt(text, offset, expected);
    expected = next;
    offset += token.length;
  }
}

/** The tokens of a text that is JSON, in order. */
export function* jsonTokens(text: string): Generator<string> {
  let offset = skip(text, 0);
  for (let token = tokenAt(text, offset); token !== undefined; token = tokenAt(text, offset)) {
    yield token;
    offset = skip(text, offset + token.length);
  }
}

const skip = (text: string, offset: number): number => {
  SPACE.lastIndex = offset;
  SPACE.exec(text);
  return SPACE.lastIndex;
};

const tokenAt = (text: string, offset: number): string | undefined => {
  TOKEN.lastIndex = offset;
  return TOKEN.exec(text)?.[0];
};

/** What is expected after `token`, or undefined when the token itself is not expected. */
function step(expected: Expected, token: string, open: ('[' | '{')[]): Expected | undefined {
  const afterValue = (): Expected => {
    const innermost = open.at(-1);
    if (innermost === undefined) return 'end';
    return innermost === '[' ? ', or ]' : ', or }';
  };
  const close = (): Expected => {
    open.pop();
    return afterValue();
  };
  switch (expected) {
    case 'value or ]':
    case 'value':
      if (token === ']') return expected === 'value or ]' ? close() : undefined;
      if (token === '[' || token === '{') {
        open.push(token);
        return token === '[' ? 'value or ]' : 'name or }';
      }
      return /^[},:]/.test(token) ? undefined : afterValue();
    case 'name or }':
    case 'name':
      if (token === '}') return expected === 'name or }' ? close() : undefined;
      return token.startsWith('"') ? ':' : undefined;
    case ':':
      return token === ':' ? 'value' : undefined;
    case ', or ]':
      if (token === ']') return close();
      return token === ',' ? 'value' : undefined;
    case ', or }':
      if (token === '}') return close();
      return token === ',' ? 'name' : undefined;
    case 'end':
      return undefined;
  }
}

function faultAt(text: string, offset: number, expected: Expected): JsonFault {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - before.lastIndexOf('\n');
  const what = offset >= text.length ? 'the text ends' : 'something else stands there';
  const why = brokenString(text, offset, expected) ?? `expected ${expected}, but ${what}`;
  return {
    offset,
    line,
    column,
    message: `broken JSON at line ${line}, column ${column} (character ${offset + 1}): ${why}`,
  };
}

/** Why the string that begins at `offset`, if one may, is none. */
function brokenString(text: string, offset: number, expected: Expected): string | undefined {
  if (text[offset] !== '"' || !/value|name/.test(expected)) return undefined;
  BEGUN_STRING.lastIndex = offset;
  const stop = text[offset + (BEGUN_STRING.exec(text)?.[0].length ?? 0)];
  if (stop === undefined) return 'the string that begins there is not closed';
  if (stop === '\n' || stop === '\r') return 'the string that begins there is not closed on its line';
  if (stop === '\\') return 'the string that begins there has a \\ that begins no escape; write \\\\ for one';
  return 'the string that begins there has a control character; write it as an escape such as \\t or \\u001f';
}
