/**
 * Text from outside (a contact's data, what was said), as it is put into a prompt: one line, without tags. The parts of
 * a prompt are between tags, so such a text can neither open nor close a part.
 */

/** Half of a surrogate pair has no UTF-8. */
const HALVES = /\p{Surrogate}/gu;
/**
 * Characters that only a model sees: the tag characters can spell whole sentences, others reverse the order of a text.
 * Of the block of tags also those that Unicode has not assigned. The joiners stay: scripts and emojis need them.
 */
const UNSEEN = /(?![\u200C\u200D])[\p{Cf}\u{E0000}-\u{E007F}]/gu;
/**
 * All characters that end a line for some program. NEL (U+0085) and U+001C to U+001F are control characters, not
 * blanks.
 */
const BREAKS = /[\s\p{Cc}]+/gu;
/** The angle brackets, and similar characters that a model may take for them. */
const OPENING =
  /[<\u226E\uFE64\uFF1C\u2039\u2329\u3008\uFE3F\u27E8\u02C2\u276C\u276E\u2770\u29FC\u227A\u1438]/g;
const CLOSING =
  /[>\u226F\uFE65\uFF1E\u203A\u232A\u3009\uFE40\u27E9\u02C3\u276D\u276F\u2771\u29FD\u227B\u1433]/g;

export const asData = (text: string): string =>
  oneLine(text).replace(OPENING, '&lt;').replace(CLOSING, '&gt;');

export const oneLine = (text: string): string =>
  wellFormed(text).replace(UNSEEN, '').replace(BREAKS, ' ').trim();

export const wellFormed = (text: string): string => text.replace(HALVES, '\uFFFD');

/** The tags of our own parts. */
const ourTags = /<(?=[\s/]*(?:statement|value|conversation)\b)/giu;

/** For a campaign's own text: it may contain brackets and line breaks, but not the tags of our parts. */
export const withoutParts = (text: string): string => text.replace(ourTags, '&lt;');

export const part = (name: 'statement' | 'conversation', content: string): string =>
  `<${name}>\n${content}\n</${name}>`;

export const valuePart = (data: string): string => `<value>${data}</value>`;
