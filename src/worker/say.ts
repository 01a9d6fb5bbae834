/** A line of this program's own, on stderr: stdout may belong to a wrapped command. */
export function say(words: string): void {
  process.stderr.write(`countersign-worker: ${words}\n`)
}
