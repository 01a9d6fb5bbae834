import { button, el } from './dom.js'

const KINDS = { date: 'date', time: 'time', datetime: 'datetime-local' }

/** Asks for a date or time as LINE's picker does; null when the person gives up. */
export function askForDate({ mode, initial, min, max }) {
  const { promise, resolve } = Promise.withResolvers()
  const input = el('input', {
    type: KINDS[mode],
    value: initial,
    min,
    max,
    required: true,
    'aria-label': '選擇時間',
  })
  const form = el(
    'form',
    { method: 'dialog' },
    el('h2', {}, '選擇時間'),
    input,
    el(
      'div',
      { class: 'row' },
      button('取消', () => dialog.close()),
      el('button', { type: 'submit', class: 'main' }, '確定'),
    ),
  )
  form.addEventListener('submit', () => resolve(input.value))
  const dialog = el('dialog', { class: 'sheet', 'aria-label': '選擇時間' }, form)
  dialog.addEventListener('close', () => {
    resolve(null)
    dialog.remove()
  })
  document.body.append(dialog)
  dialog.showModal()
  return promise
}
