import type { Phrase, Words } from '../../words/words.ts'

/** What the gate says, in the words of the API, and the phrase that says the same. */
const REASONS: [pattern: RegExp, phrase: Phrase][] = [
  [/^primary_artifact_url is not an absolute http\(s\) URL$/, 'console.gates.why.no_url'],
  [/^upload_files_count is (?<files>\d+), at least (?<needed>\d+) is needed$/, 'console.gates.why.files'],
  [/^the (?:server|worker) got HTTP status (?<status>\d+); check again/, 'console.gates.why.transient'],
  [/^the (?:server|worker) got HTTP status (?<status>\d+), (?<needed>\d+) is/, 'console.gates.why.status'],
  [/^the artifact is empty$/, 'console.gates.why.empty'],
  [/^the artifact is a placeholder$/, 'console.gates.why.placeholder'],
  [/^it did not answer within (?<seconds>\d+) s$/, 'console.gates.why.silent'],
]

/** A reason of the gate in the reader's words; one that has none is shown as it is. */
export function gateReason(words: Words, reason: string): string {
  for (const [pattern, phrase] of REASONS) {
    const found = pattern.exec(reason)
    if (found) return words.t(phrase, { ...found.groups })
  }
  return reason
}
