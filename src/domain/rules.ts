// Every number that the bot decides by stands once, here, with a sentence. Change it, and the title
// of the one test that says it.

/** A minute (ms). */
export const MINUTE = 60_000
/** One hour (ms); events are counted by it. */
export const HOUR = 60 * MINUTE

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

/** A card that could not go out for this long, because the bot or LINE was away, is looked at again before it goes (ms). */
export const FRESH_TIME = MINUTE

/** A reply token is used within this time after its event; LINE promises one minute (ms). */
export const REPLY_TOKEN_LIFE = 50_000

/** The reply token of an event that LINE delivers again lives anew, until this time after the event; LINE says twenty minutes (ms). */
export const REDELIVERED_REPLY_LIFE = 19 * MINUTE

/** A page that shows the whole evidence can be opened for this long from its link (ms). */
export const EVIDENCE_LINK_TIME = 24 * HOUR

/** Raw output of one report, as JSON text, at most (UTF-16 units). */
export const RAW_OUTPUT_LIMIT = 512 * 1024

/** A claim holds a job for this long from its last touch (ms). */
export const LEASE_TIME = 10 * MINUTE

/** A claimed job without progress for this long is idle (ms). */
export const IDLE_TIME = 30 * MINUTE

/** A grant can be used for this long (ms). */
export const GRANT_TIME = 30 * MINUTE

/** So long a low or medium risk may wait for an answer (ms). */
export const ANSWER_TIME = 24 * HOUR

/** So long a high risk may wait for an answer; then it expires as "no answer" (ms). */
export const HIGH_RISK_ANSWER_TIME = 4 * HOUR

/** What was rejected is not asked again by itself for this long (ms). */
export const REJECTION_REST = 7 * 24 * HOUR

/** A gate passes with this HTTP status and no other. */
export const GATE_STATUS = 200

/** A gate passes with at least so many uploaded files. */
export const GATE_FILES = 1

/** HTTP statuses after which the same request may work a little later; 0: no answer. */
export const TRANSIENT_STATUSES = [0, 408, 425, 429]

/** The server's own fetch of an artifact is given up after this time (ms). */
export const PROBE_TIME = 10_000

/** An artifact is fetched up to this size (bytes). */
export const PROBE_SIZE = 5 * 1024 * 1024

/** So many redirects are followed to an artifact. */
export const PROBE_REDIRECTS = 5

/** An adoption round is judged this many days after its start. */
export const ROUND_DAYS = 7

/** What a round needs, to count as adopted. */
export const ADOPTION = {
  repair_events: 3,
  artifact_gate_passed: 1,
  policy_decided: 1,
  prompt_or_tooling_adjusted: 1,
  lesson_recorded: 1,
} as const

/** A short artifact that says no more than "placeholder" is none; longer ones are taken at their word (bytes). */
export const PLACEHOLDER_LENGTH = 200

/** One token may hold so many requests open at a time, waiting for an answer. */
export const HELD_REQUESTS_PER_TOKEN = 20

/** While the database's notices come through, one query looks so often for an answer that they missed (ms). */
export const ANSWER_CHECK_INTERVAL = 5_000

/** While they do not, one query for all who wait looks so often (ms). */
export const ANSWER_POLL_INTERVAL = 500

/** A sweep takes so many rows at once; the next one takes the rest. */
export const SWEEP_BATCH = 100

/** A job is shown with so many of its newest notes and artifacts. */
export const JOB_HISTORY = 200

/** The scorecard shows so many of the newest lessons. */
export const LATEST_LESSONS = 5

/** One day (ms). */
export const DAY = 24 * HOUR

/** A link into the console is good for this long, and once (ms). */
export const CONSOLE_LINK_TIME = 10 * MINUTE

/** A person stays signed in to the console for this long (ms). */
export const CONSOLE_SESSION_TIME = 8 * HOUR

/** A sign in by LINE Login is begun and ended within this time (ms). */
export const LOGIN_TIME = 10 * MINUTE

/** LINE's clock and ours may be this far apart when an ID token ends (ms). */
export const LOGIN_CLOCK_TOLERANCE = MINUTE

/** Before and after a lesson, errors of its kind are counted for so many days at most, to see whether it helped. */
export const LESSON_EFFECT_DAYS = 7

/** So few errors of its kind, before and after a lesson together, say nothing about whether it helped. */
export const LESSON_EFFECT_MIN = 3

/** The chart of events by day shows so many days. */
export const CHART_DAYS = 30

/** The chart of events by worker looks back so many days. */
export const WORKER_CHART_DAYS = 7

/** Whoever was asked is reminded when these parts of the time to answer have passed. */
export const REMINDER_STEPS = [0.5, 0.8]

/** A delegation lasts at most so many days. */
export const DELEGATION_DAYS = 60

/** A friction report that was begun is dropped after this time without a word (ms). */
export const FRICTION_TIME = 15 * MINUTE

/** So many messages of the month's quota are kept for high risk. */
export const QUOTA_RESERVE = 20

/** With so many messages of the month left or fewer it is short: cards of low risk go into the daily digest. */
export const QUOTA_SHORT = 50

/** So many similar proposals are shown side by side in one answer or reminder, at most. */
export const SIMILAR_AT_ONCE = 40

/** While a low-risk proposal waits for its answer, those like it are gathered for this long after it, and then come together (ms). */
export const GATHER_TIME = 10 * MINUTE

/** Phones stay silent from the first hour until the second, except for high risk (hours, time zone of the settings). */
export const NIGHT = { from: 22, until: 8 }

/** The tables of jobs and the approval matrix are looked at this many days after a round's start. */
export const MATRIX_DAYS = 14

/** The learning memory is looked at this many days after a round's start. */
export const MEMORY_DAYS = 30

/** A daily digest that was missed is still sent for this long after its time (ms). */
export const DIGEST_USEFUL_TIME = 12 * HOUR

/** A weekly review that was missed is still sent for this long after its time (ms). */
export const REVIEW_USEFUL_TIME = 3 * DAY

/** The first digest looks back this far; the later ones go on where the last one ended (ms). */
export const DIGEST_LOOKBACK = DAY

/** The first weekly review looks back this far; it compares with as much before (ms). */
export const REVIEW_LOOKBACK = 7 * DAY

/** A digest names so many kinds of error of a pool, and so many things of each other list. */
export const DIGEST_TOP = 3

/** A weekly review asks about so many topics. */
export const REVIEW_TOPICS = 3

/** The trend on a card shows so many days: the seven of a round touch eight of the calendar. */
export const TREND_DAYS = 8

/** Whether an approved repair helped is judged this long after its approval (ms). */
export const REPAIR_TRIAL_TIME = 7 * DAY

/** A delivery that waits for the quota is looked at again after this time (ms). */
export const HELD_LOOK_INTERVAL = HOUR

/** The headers of a request arrive within this time after its first byte (ms). */
export const HEADERS_TIMEOUT = 10_000

/** A whole request arrives within this time (ms). */
export const BODY_TIMEOUT = 20_000

/** A body from LINE arrives within this time: LINE itself waits two seconds for the answer (ms). */
export const WEBHOOK_BODY_TIMEOUT = 3_000

/** A connection without a request is kept open for this long: longer than a load balancer's usual 60 seconds (ms). */
export const KEEP_ALIVE_TIMEOUT = 65_000

/** Requests that do not end are looked for this often (ms). */
export const STALLED_CONNECTIONS_CHECK_INTERVAL = 1_000

/** One token may make so many requests at once, however low the rate. */
export const REQUEST_BURST = 300

/** One token may send so many bytes in request bodies a day (UTC). */
export const BYTES_PER_TOKEN_A_DAY = 200 * 1024 * 1024

/** One token, and one worker, may have so many asks of high risk open at a time. */
export const OPEN_HIGH_RISK_ASKS = 10

/** One token, and one worker, may have so many asks of medium risk open at a time. */
export const OPEN_MEDIUM_RISK_ASKS = 20
