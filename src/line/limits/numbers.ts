/**
 * Every number of LINE's message limits, once. Where LINE counts graphemes in one place and UTF-16 code units in
 * another, the stricter UTF-16 length is used everywhere.
 * REF = developers.line.biz/en/reference/messaging-api/, G = the guides below /en/docs/messaging-api/.
 */

/** One call carries at least 1 and at most 5 messages (REF#send-push-message). */
export const MESSAGES_PER_CALL = 5
/** The body of one request stays under 2 MB, taken as 2,000,000 bytes (REF#status-codes, 413). */
export const REQUEST_BODY_BYTES = 2_000_000

/** A text or textV2 message has 1 to 5,000 UTF-16 code units (REF#text-message, G:text-character-count). */
export const TEXT_LENGTH = 5000
/** The alternative text of flex, template and imagemap messages has 1 to 1,500 (REF#flex-message). */
export const ALT_TEXT_LENGTH = 1500
/** A text message holds at most 20 LINE emojis (REF#text-message). */
export const EMOJIS_PER_TEXT = 20
/** A textV2 message replaces at most 100 placeholders (REF#text-message-v2). */
export const SUBSTITUTIONS_PER_TEXT = 100
/** A textV2 message mentions at most 20 people (REF#text-message-v2). */
export const MENTIONS_PER_TEXT = 20
/** A placeholder of textV2 has 1 to 20 letters, digits or underscores (REF#text-message-v2). */
export const PLACEHOLDER_LENGTH = 20
/** Title and address of a location have at most 100 each (REF#location-message). */
export const LOCATION_TEXT_LENGTH = 100
/** The delivery tag of a coupon has at most 30 (REF#coupon-message). */
export const COUPON_TAG_LENGTH = 30

/** A bubble is under 30 KB; taken as 30,000 bytes of minified UTF-8 JSON, since LINE doesn't say how it measures (REF#bubble). */
export const BUBBLE_BYTES = 30_000
/** A carousel is under 50 KB; taken as 50,000 bytes of minified UTF-8 JSON (REF#f-carousel). */
export const CAROUSEL_BYTES = 50_000
/** A carousel holds at most 12 bubbles (REF#f-carousel). */
export const BUBBLES_PER_CAROUSEL = 12
/** A message plays at most 10 animated images (REF#f-image). */
export const ANIMATED_IMAGES_PER_MESSAGE = 10
/** Each side of an aspect ratio is 1 to 100,000 (REF#f-image). */
export const ASPECT_RATIO_SIDE = 100_000
/** The height in an aspect ratio is at most 3 times its width (REF#f-image). */
export const ASPECT_RATIO_HEIGHT_PER_WIDTH = 3
/** The angle of a gradient is 0 degrees or more and under 360 (REF#linear-gradient). */
export const GRADIENT_DEGREES = 360
/** The middle of a gradient lies between 0% and 100% (REF#linear-gradient). */
export const GRADIENT_PERCENT = 100

/** The label of a Flex action has at most 40; a button must have one (REF#action-objects). */
export const FLEX_LABEL_LENGTH = 40
/** The label of a quick reply or template action has 1 to 20 (REF#action-objects). */
export const SHORT_LABEL_LENGTH = 20
/** The label in an image carousel has at most 12 (REF#action-objects). */
export const IMAGE_CAROUSEL_LABEL_LENGTH = 12
/** The label of an imagemap area, read aloud only, has at most 100 (REF#imagemap-action-objects). */
export const IMAGEMAP_LABEL_LENGTH = 100
/** Postback data has 1 to 300 (REF#postback-action). */
export const POSTBACK_DATA_LENGTH = 300
/** The text that a postback shows in the chat or puts into the keyboard has at most 300 (REF#postback-action). */
export const DISPLAY_TEXT_LENGTH = 300
/** The text that a message action sends has 1 to 300 (REF#message-action). */
export const ACTION_TEXT_LENGTH = 300
/** A link of an action has at most 1,000 (REF#uri-action). */
export const URI_LENGTH = 1000
/** The text of a clipboard action has 1 to 1,000 (REF#clipboard-action). */
export const CLIPBOARD_TEXT_LENGTH = 1000
/** The first day and time that a datetimepicker offers (REF#datetime-picker-action). */
export const FIRST_DATE = '1900-01-01'
/** The last day that a datetimepicker offers (REF#datetime-picker-action). */
export const LAST_DATE = '2100-12-31'

/** The address of an image, icon or film has at most 2,000 and is https (REF#image-message, REF#f-image). */
export const MEDIA_URL_LENGTH = 2000
/** A sender's name has at most 20 (REF#icon-nickname-switch). */
export const SENDER_NAME_LENGTH = 20
/** A message offers at most 13 quick replies (REF#quick-reply). */
export const QUICK_REPLIES_PER_MESSAGE = 13

/** The title of a buttons template or carousel column has at most 40 (REF#buttons, REF#carousel). */
export const TEMPLATE_TITLE_LENGTH = 40
/** The text of a buttons template has at most 160, without image and title (REF#buttons). */
export const BUTTONS_TEXT_LENGTH = 160
/** The text of a carousel column has at most 120, without image and title (REF#carousel). */
export const COLUMN_TEXT_LENGTH = 120
/** The text of a buttons template or carousel column under an image or title has at most 60 (REF#buttons, REF#carousel). */
export const TEXT_UNDER_TITLE_LENGTH = 60
/** A buttons template has at most 4 actions (REF#buttons). */
export const BUTTONS_ACTIONS = 4
/** The text of a confirm template has at most 240 (REF#confirm). */
export const CONFIRM_TEXT_LENGTH = 240
/** A confirm template has exactly 2 actions (REF#confirm). */
export const CONFIRM_ACTIONS = 2
/** A carousel or image carousel template has at most 10 columns (REF#carousel, REF#image-carousel). */
export const TEMPLATE_COLUMNS = 10
/** A carousel column has at most 3 actions (REF#carousel). */
export const COLUMN_ACTIONS = 3

/** One call names at most 1 aggregation unit (REF#send-push-message). */
export const AGGREGATION_UNITS_PER_CALL = 1
/** The name of an aggregation unit has at most 30 (REF#send-push-message). */
export const AGGREGATION_UNIT_LENGTH = 30
