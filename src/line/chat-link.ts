/**
 * A link that opens the bot's chat with words typed in; the person still presses send.
 *
 * @param basicId the bot's, with its @. Source: LINE, "Use LINE features with the LINE URL scheme".
 */
export function chatLink(basicId: string, words: string): string {
  return `https://line.me/R/oaMessage/${encodeURIComponent(basicId)}/?${encodeURIComponent(words)}`
}
