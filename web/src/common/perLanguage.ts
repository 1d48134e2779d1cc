/**
 * What `make` gives for a language, made once. A formatter of Intl takes some 50 KiB outside the script's own memory, which
 * is not missed until the script has garbage too: a list that made its own for each row held half a GiB of them.
 */
export function perLanguage<T>(make: (language: string) => T): (language: string) => T {
  const made = new Map<string, T>();
  return (language) => {
    const one = made.get(language) ?? make(language);
    made.set(language, one);
    return one;
  };
}
