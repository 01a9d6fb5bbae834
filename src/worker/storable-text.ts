const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** Any text as the server can keep it: without NUL, and without half characters. */
export const storable = (text: string) =>
  text.replaceAll('\u0000', '\ufffd').replace(LONE_SURROGATE, '\ufffd')

const SAFE = /^[\w@%+=:,./-]+$/

/** A command as one could type it into a shell. */
export function shellWords(command: string[]): string {
  const words = command.map((it) => (SAFE.test(it) ? it : `'${it.replaceAll("'", "'\\''")}'`))
  return storable(words.join(' '))
}

/** At most so many characters; what is cut is said. */
export function shorten(text: string, max: number): string {
  return text.length <= max ? text : storable(`${text.slice(0, max - 1)}…`)
}
