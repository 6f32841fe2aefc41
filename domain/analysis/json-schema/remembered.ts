/** Caches what was made for a key, for the `most` keys used last: compiling is expensive, and memory is limited. */
export function rememberLast<Value>(most: number): (key: string, make: () => Value) => Value {
  const remembered = new Map<string, Value>();
  return (key, make) => {
    const value = remembered.has(key) ? (remembered.get(key) as Value) : make();
    // A key that is deleted and set again becomes the last in the map.
    remembered.delete(key);
    remembered.set(key, value);
    const [oldest] = remembered.keys();
    if (remembered.size > most && oldest !== undefined) remembered.delete(oldest);
    return value;
  };
}
