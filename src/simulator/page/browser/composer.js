import { el } from './dom.js'

/** The text input. Enter sends, Shift+Enter makes a new line; nothing is sent while a character is composed. */
export function createComposer({ send }) {
  const input = el('textarea', { rows: '1', 'aria-label': '輸入訊息', placeholder: 'Aa', maxlength: '5000' })
  const go = el('button', { type: 'submit', class: 'send', 'aria-label': '傳送' }, '傳送')
  const form = el('form', { class: 'composer' }, input, go)

  function resize() {
    input.style.height = 'auto'
    input.style.height = `${Math.min(input.scrollHeight, 120)}px`
    go.disabled = input.value.trim() === ''
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const text = input.value.trim()
    if (text === '' || input.disabled) return
    input.value = ''
    resize()
    send(text)
  })
  input.addEventListener('input', resize)
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    form.requestSubmit()
  })
  go.disabled = true
  return {
    node: form,
    /** Puts a text into the input for the person to finish. */
    fill(text) {
      input.value = text
      resize()
      input.focus()
      input.setSelectionRange(text.length, text.length)
    },
    setBlocked(isBlocked) {
      input.disabled = isBlocked
      input.placeholder = isBlocked ? '已封鎖，收不到訊息' : 'Aa'
    },
  }
}
