/** The grammar of JSON, and where and why a text breaks it: `JSON.parse` does not always say where. */

/** A string without its closing quote. */
const BEGUN_STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;
const TOKEN =
  /[{}[\]:,]|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const SPACE = /[ \t\r\n]*/y;

export type Expected = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | ', or ]' | ', or }' | 'end';

export const skip = (text: string, offset: number): number => {
  SPACE.lastIndex = offset;
  SPACE.exec(text);
  return SPACE.lastIndex;
};

export const tokenAt = (text: string, offset: number): string | undefined => {
  TOKEN.lastIndex = offset;
  return TOKEN.exec(text)?.[0];
};

/** An array or object, by the token that opens it. */
export interface Container {
  readonly kind: '[' | '{';
}

const afterValueIn = (container: Container | undefined): Expected => {
  if (container === undefined) return 'end';
  return container.kind === '[' ? ', or ]' : ', or }';
};

/** What is expected after `token`, which is within `open`; undefined when the token itself is not expected. */
export function step(expected: Expected, token: string, open: readonly Container[]): Expected | undefined {
  const closed = (): Expected => afterValueIn(open.at(-2));
  switch (expected) {
    case 'value or ]':
    case 'value':
      if (token === ']') return expected === 'value or ]' ? closed() : undefined;
      if (token === '[') return 'value or ]';
      if (token === '{') return 'name or }';
      return token === '}' || token === ',' || token === ':' ? undefined : afterValueIn(open.at(-1));
    case 'name or }':
    case 'name':
      if (token === '}') return expected === 'name or }' ? closed() : undefined;
      return token.startsWith('"') ? ':' : undefined;
    case ':':
      return token === ':' ? 'value' : undefined;
    case ', or ]':
      if (token === ']') return closed();
      return token === ',' ? 'value' : undefined;
    case ', or }':
      if (token === '}') return closed();
      return token === ',' ? 'name' : undefined;
    case 'end':
      return undefined;
  }
}

/** Says where and why `text` breaks the grammar at `offset`. */
export function brokenAt(text: string, offset: number, expected: Expected): string {
  const [line, column] = positionOf(text, offset);
  const what = offset >= text.length ? 'the text ends' : 'something else stands there';
  const why = brokenString(text, offset, expected) ?? `expected ${expected}, but ${what}`;
  return `broken JSON at line ${line}, column ${column} (character ${offset + 1}): ${why}`;
}

const LINE_BREAK = 10;

/** Counts without making a list of the lines: there may be as many as characters. */
function positionOf(text: string, offset: number): [line: number, column: number] {
  let line = 1;
  let begin = 0;
  for (let at = 0; at < offset; at++) {
    if (text.charCodeAt(at) !== LINE_BREAK) continue;
    line += 1;
    begin = at + 1;
  }
  return [line, offset - begin + 1];
}

/** Why the string that begins at `offset`, if one is expected there, is not valid. */
function brokenString(text: string, offset: number, expected: Expected): string | undefined {
  if (text[offset] !== '"' || !/value|name/.test(expected)) return undefined;
  BEGUN_STRING.lastIndex = offset;
  const stop = text[offset + (BEGUN_STRING.exec(text)?.[0].length ?? 0)];
  if (stop === undefined) return 'the string that begins there is not closed';
  if (stop === '\n' || stop === '\r') return 'the string that begins there is not closed on its line';
  if (stop === '\\') return 'the string that begins there has a \\ that begins no escape; write \\\\ for one';
  return 'the string that begins there has a control character; write it as an escape such as \\t or \\u001f';
}
