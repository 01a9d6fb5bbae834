/** What a tap does (REF#action-objects). The place decides which actions are allowed and how long a label may be. */
import { z } from 'zod'
import { dateTimeProblems, dateTimeText } from './date-times.ts'
import { link, mediaUrl, textUpTo } from './formats.ts'
import {
  ACTION_TEXT_LENGTH,
  CLIPBOARD_TEXT_LENGTH,
  DISPLAY_TEXT_LENGTH,
  FLEX_LABEL_LENGTH,
  IMAGE_CAROUSEL_LABEL_LENGTH,
  POSTBACK_DATA_LENGTH,
  SHORT_LABEL_LENGTH,
} from './numbers.ts'

type Label = z.ZodString | z.ZodOptional<z.ZodString>

// LINE takes more than ASCII here, but the data sits on the phone and ours is an opaque signed token.
const data = textUpTo(POSTBACK_DATA_LENGTH).regex(/^[\x20-\x7e]*$/, 'must be ASCII')

function postback(label: Label) {
  return z
    .strictObject({
      type: z.literal('postback'),
      label,
      data,
      displayText: textUpTo(DISPLAY_TEXT_LENGTH).optional(),
      text: textUpTo(DISPLAY_TEXT_LENGTH).optional(),
      inputOption: z.enum(['closeRichMenu', 'openRichMenu', 'openKeyboard', 'openVoice']).optional(),
      fillInText: textUpTo(DISPLAY_TEXT_LENGTH).optional(),
    })
    .superRefine((action, ctx) => {
      if (action.text !== undefined && action.displayText !== undefined) {
        ctx.addIssue({ code: 'custom', path: ['text'], message: 'cannot stand beside displayText' })
      }
      if (action.fillInText !== undefined && action.inputOption !== 'openKeyboard') {
        ctx.addIssue({ code: 'custom', path: ['fillInText'], message: 'needs inputOption openKeyboard' })
      }
    })
}

function message(label: Label) {
  return z.strictObject({ type: z.literal('message'), label, text: textUpTo(ACTION_TEXT_LENGTH) })
}

function uri(label: Label) {
  return z.strictObject({ type: z.literal('uri'), label, uri: link })
}

function uriWithDesktop(label: Label) {
  return uri(label).extend({ altUri: z.strictObject({ desktop: link }).optional() })
}

function clipboard(label: Label) {
  return z.strictObject({
    type: z.literal('clipboard'),
    label,
    clipboardText: textUpTo(CLIPBOARD_TEXT_LENGTH),
  })
}

function datetimepicker(label: Label) {
  return z
    .strictObject({
      type: z.literal('datetimepicker'),
      label,
      data,
      mode: z.enum(['date', 'time', 'datetime']),
      initial: dateTimeText.optional(),
      max: dateTimeText.optional(),
      min: dateTimeText.optional(),
    })
    .superRefine((action, ctx) => {
      for (const { field, reason } of dateTimeProblems(action)) {
        ctx.addIssue({ code: 'custom', path: [field], message: reason })
      }
    })
}

/** Camera, camera roll and location open something on the phone; LINE allows them in quick replies only. */
function opener<T extends string>(type: T, label: Label) {
  return z.strictObject({ type: z.literal(type), label })
}

function inMessage(label: Label) {
  return z.discriminatedUnion('type', [
    postback(label),
    message(label),
    uriWithDesktop(label),
    clipboard(label),
    datetimepicker(label),
  ])
}

const shortLabel = textUpTo(SHORT_LABEL_LENGTH)
const flexLabel = textUpTo(FLEX_LABEL_LENGTH)

export const flexAction = inMessage(flexLabel.optional())
export const flexButtonAction = inMessage(flexLabel)
export const flexVideoAction = uriWithDesktop(flexLabel.optional())
export const templateAction = inMessage(shortLabel)
export const templateDefaultAction = inMessage(shortLabel.optional())
export const imageCarouselAction = inMessage(textUpTo(IMAGE_CAROUSEL_LABEL_LENGTH).optional())

/** One quick reply button (REF#items-object). */
export const quickReplyItem = z.strictObject({
  type: z.literal('action'),
  imageUrl: mediaUrl.optional(),
  action: z.discriminatedUnion('type', [
    postback(shortLabel),
    message(shortLabel),
    uri(shortLabel),
    clipboard(shortLabel),
    datetimepicker(shortLabel),
    opener('camera', shortLabel),
    opener('cameraRoll', shortLabel),
    opener('location', shortLabel),
  ]),
})
