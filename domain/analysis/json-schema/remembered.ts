/** Remembers what was made for a key, for the `most` keys that were used last: compiling costs much, and memory is bounded. */
export function rememberLast<Value>(most: number): (key: string, make: () => Value) => Value {
  const remembered = new Map<string, Value>();
  return (key, make) => {
    const value = remembered.has(key) ? (remembered.get(key) as Value) : make();
    // Written anew, a key is the last in the order of the map.
    remembered.delete(key);
    remembered.set(key, value);
    const [oldest] = remembered.keys();
    if (remembered.size > most && oldest !== undefined) remembered.delete(oldest);
    return value;
  };
}
