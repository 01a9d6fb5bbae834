import { askForDate } from './date-dialog.js'

/** What the phone itself does when something is tapped; the rest is told to LINE. */
export function createActions({ act, say, fill, setMenu }) {
  function openLink(uri) {
    const text = prefilledText(uri)
    if (text !== null) return fill(text)
    if (/^https?:/i.test(uri)) window.open(uri, '_blank', 'noopener,noreferrer')
    else say(`手機會開啟：${uri}`)
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text)
      say('已複製。')
    } catch {
      say(`要複製的文字：${text}`)
    }
  }

  /** `send(params)` tells LINE about the tap. */
  async function perform(action, send) {
    switch (action.type) {
      case 'uri':
        return openLink(action.uri)
      case 'clipboard':
        return copy(action.clipboardText)
      case 'camera':
      case 'cameraRoll':
      case 'location':
        return say('模擬器沒有相機與定位。')
      case 'datetimepicker': {
        const value = await askForDate(action)
        return value === null ? undefined : send({ [action.mode]: value })
      }
      default:
        applyInputOption(action)
        return send(undefined)
    }
  }

  function applyInputOption({ inputOption, fillInText }) {
    if (inputOption === 'openKeyboard') fill(fillInText ?? '')
    if (inputOption === 'openRichMenu') setMenu(true)
    if (inputOption === 'closeRichMenu') setMenu(false)
  }

  return {
    /** True when the link only put a text into the input. */
    prefill(uri) {
      const text = prefilledText(uri)
      if (text !== null) fill(text)
      return text !== null
    },
    tap: (message, { n }, action) =>
      perform(action, (params) => act('tap', { message_id: message.id, button: n, params })),
    tapArea: (area, action) => perform(action, () => act('richmenu', { area })),
  }
}

/** The text of an oaMessage link, which LINE puts into the input; null for other links. */
function prefilledText(uri) {
  const match = /^https:\/\/line\.me\/R\/oaMessage\/[^/?]+\/?\?(.*)$/i.exec(uri)
  if (!match) return null
  try {
    return decodeURIComponent(match[1])
  } catch {
    return match[1]
  }
}
