/**
 * Prompts with values of a job in them: the part of Go's templates that names a value, `{{ .metadata.x }}` or `{{
 * .data.x.y }}`. A value is only text: braces inside it mean nothing, so no contact can write a template. It is put
 * between `<value>` and `</value>`, which no value can contain: so a reader of the prompt can tell it from the author's
 * text.
 */
import { type JsonObject } from '../campaigns/campaign-data';
import { asData, valuePart } from './prompt-data';

export interface TemplateValues {
  metadata: JsonObject | null | undefined;
  data: JsonObject | null | undefined;
}

/**
 * More than a person's prompt has. With VALUE_LIMIT it limits how much a prompt may grow: to 400,000 characters more.
 */
const PLACEHOLDER_LIMIT = 100;
/** Characters of one value: a page of notes fits; a document does not belong in a prompt. */
const VALUE_LIMIT = 4_000;
/** Characters of a fault that are quoted: enough for the author to find it. */
const QUOTED = 40;
/** Enough to see a pattern in the faults, and few enough to keep an answer readable. */
const FAULT_LIMIT = 10;

/** Names as in Go. Anything but letters, digits and _ would need Go's `index`, which is not supported. */
const placeholder = /^\s*\.(metadata|data)((?:\.[\p{L}_][\p{L}\p{Nd}_]*)+)\s*$/u;

type Piece = { kind: 'text'; text: string } | { kind: 'value'; from: keyof TemplateValues; path: string[] };

/**
 * Splits a prompt. A `fault` is in braces but not a placeholder: `templateFaults` refuses it, later it counts as text.
 */
function* pieces(prompt: string): Generator<Piece | { kind: 'fault'; text: string }> {
  let at = 0;
  for (;;) {
    const open = prompt.indexOf('{{', at);
    const close = open < 0 ? -1 : prompt.indexOf('}}', open + 2);
    if (close < 0) {
      if (open > at) yield { kind: 'text', text: prompt.slice(at, open) };
      yield open < 0 ? { kind: 'text', text: prompt.slice(at) } : { kind: 'fault', text: prompt.slice(open) };
      return;
    }
    if (open > at) yield { kind: 'text', text: prompt.slice(at, open) };
    const named = placeholder.exec(prompt.slice(open + 2, close));
    yield named
      ? { kind: 'value', from: named[1] as keyof TemplateValues, path: (named[2] ?? '').slice(1).split('.') }
      : { kind: 'fault', text: prompt.slice(open, close + 2) };
    at = close + 2;
  }
}

/** Why `prompt` cannot be published, for its author. Empty: it can. */
export function templateFaults(prompt: string): string[] {
  const faults: string[] = [];
  let placeholders = 0;
  for (const piece of pieces(prompt)) {
    if (piece.kind === 'value') placeholders += 1;
    if (piece.kind !== 'fault') continue;
    const quoted = piece.text.length > QUOTED ? `${piece.text.slice(0, QUOTED)}…` : piece.text;
    faults.push(
      `"${quoted}" is not a placeholder: write {{ .metadata.name }} or {{ .data.name }}, with names of letters, digits and _, and close it with }}`,
    );
    if (faults.length >= FAULT_LIMIT) break;
  }
  if (placeholders > PLACEHOLDER_LIMIT)
    faults.push(`it has ${placeholders} placeholders: use at most ${PLACEHOLDER_LIMIT}`);
  return faults;
}

/**
 * The prompt with its values. A value that the job does not have is empty and listed in `missing`, as `.metadata.x`.
 */
export function fillTemplate(prompt: string, values: TemplateValues): { text: string; missing: string[] } {
  const missing = new Set<string>();
  let text = '';
  let placeholders = 0;
  for (const piece of pieces(prompt)) {
    if (piece.kind !== 'value') {
      text += piece.text;
      continue;
    }
    placeholders += 1;
    const value = placeholders > PLACEHOLDER_LIMIT ? undefined : valueAt(values[piece.from], piece.path);
    const isMissing = value === undefined || value === null;
    if (isMissing) missing.add(`.${[piece.from, ...piece.path].join('.')}`);
    text += valuePart(isMissing ? '' : textOf(value));
  }
  return { text, missing: [...missing] };
}

/** Only own properties: `constructor` and the like are not data. */
function valueAt(root: unknown, path: string[]): unknown {
  let value = root;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
      return undefined;
    value = (value as JsonObject)[name];
  }
  return value;
}

function textOf(value: unknown): string {
  // Cut before the escaping to save its time, and after it because escaping lengthens the text.
  return cut(asData(cut(typeof value === 'string' ? value : JSON.stringify(value))));
}

// A cut between the halves of a surrogate pair would leave a character that has no UTF-8.
const cut = (text: string): string =>
  text.length <= VALUE_LIMIT ? text : `${text.slice(0, VALUE_LIMIT - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
