import { rememberLast } from '../../domain/analysis/json-schema';

it('what is made for a key is made once, and only the keys used last are remembered', () => {
  const made: string[] = [];
  const remembered = rememberLast<string>(2);
  const ask = (key: string) =>
    remembered(key, () => {
      made.push(key);
      return key;
    });
  for (const key of ['a', 'b', 'a', 'b', 'a', 'c', 'a', 'c', 'b', 'b', 'a']) expect(ask(key)).toBe(key);
  // "b" makes room for "c", and "a" for "b".
  expect(made).toEqual(['a', 'b', 'c', 'b', 'a']);
});
