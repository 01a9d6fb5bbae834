// Every number that the bot decides by stands once, here, with a sentence. Change it, and the title
// of the one test that says it.

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** So many errors of one fingerprint in a round open a proposal. */
export const ERRORS_PER_PROPOSAL = 2

/** The second tap on a high risk decides only within this time after the first (ms). */
export const CONFIRMATION_TIME = 2 * MINUTE

/** A rejection that was begun waits this long for its reason (ms). */
export const REASON_TIME = 15 * MINUTE

/** An invite code can be used for this long (ms). */
export const INVITE_TIME = 72 * HOUR

/** So many wrong or old invite codes may one LINE user try in `INVITE_ATTEMPT_WINDOW`. */
export const INVITE_ATTEMPTS = 5

/** The time in which wrong invite codes are counted (ms). */
export const INVITE_ATTEMPT_WINDOW = HOUR

/** A message that LINE has not taken after this time is dead: its retry key is worth nothing then (ms). */
export const DELIVERY_LIFE = 24 * HOUR

/** A reply token is used within this time after its event; LINE promises one minute (ms). */
export const REPLY_TOKEN_LIFE = 50_000

/** A page that shows the whole evidence can be opened for this long from its link (ms). */
export const EVIDENCE_LINK_TIME = 24 * HOUR

/** Raw output of one report, as JSON text, at most (UTF-16 units). */
export const RAW_OUTPUT_LIMIT = 512 * 1024
