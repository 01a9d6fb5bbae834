import { timeOf } from './clock.js'
import { avatar, el } from './dom.js'
import { drawFlex } from './flex.js'
import { linkedText } from './linked-text.js'
import { drawTemplate } from './template.js'

const VIA = { push: '推播', multicast: '群發', broadcast: '廣播' }

/** One message as LINE shows it: own ones right in green, the others left with an avatar. */
export function drawMessage(message, { user, bot, isGroup, actions }) {
  const isOwn = message.user_id === user.user_id
  const author = message.from === 'bot' ? (message.raw.sender?.name ?? bot.display_name) : null
  if (message.unsent) return systemLine(message, isOwn ? '您已收回訊息' : '對方已收回訊息')
  const time = el('time', { datetime: message.at }, timeOf(message.at))
  const marks = [
    message.via && message.via !== 'reply' ? el('span', { title: '會計入每月則數' }, VIA[message.via]) : null,
    message.edited ? el('span', {}, '已編輯') : null,
  ]
  const body = drawBody(message, actions)
  const isWide = body.classList.contains('wide')
  const content = el('div', { class: 'content' }, body, el('div', { class: 'meta' }, ...marks, time))
  const name = author ?? memberName(message.user_id)
  const face = isOwn ? null : avatar(name, message.from === 'bot' ? 'bot' : 'person')
  const isNamed = !isOwn && (isGroup || name !== bot.display_name)
  return el(
    'article',
    {
      class: `message ${isOwn ? 'own' : 'other'}${isWide ? ' wide' : ''}`,
      'data-message-id': message.id,
      'data-type': message.type,
      'data-via': message.via,
      'data-display-only': message.display_only,
    },
    face,
    el('div', { class: 'column' }, isNamed ? el('span', { class: 'author' }, name) : null, content),
  )
}

const memberName = (userId) =>
  document.querySelector(`[data-user="${CSS.escape(userId)}"]`)?.dataset.name ?? '成員'

function systemLine(message, text) {
  return el('article', { class: 'system', 'data-message-id': message.id }, el('span', {}, text))
}

function drawBody(message, actions) {
  const { raw } = message
  switch (message.type) {
    case 'text':
    case 'textV2':
      return el('div', { class: 'bubble' }, ...linkedText(raw.text, actions))
    case 'flex':
      return drawFlex(message, actions)
    case 'template':
      return drawTemplate(message, actions)
    case 'sticker':
      return el('div', { class: 'bubble media' }, `貼圖 ${raw.packageId}/${raw.stickerId}`)
    case 'image':
      return el('div', { class: 'bubble media', title: raw.originalContentUrl }, '🖼 圖片')
    default:
      return el('div', { class: 'bubble media' }, message.alt_text ?? message.type)
  }
}
