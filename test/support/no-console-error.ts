import { afterEach, expect } from 'vitest'

declare global {
  var complaints: string[] | undefined
}

const inWords = (it: unknown) => (it instanceof Error ? `${it.stack}` : String(it))

function listen(): string[] {
  const texts: string[] = []
  console.error = (...words: unknown[]) => texts.push(words.map(inWords).join(' '))
  process.on('warning', (warning) => {
    if (warning.name === 'MaxListenersExceededWarning') texts.push(inWords(warning))
  })
  return texts
}

// Whatever complains on the console fails the test that made it complain. Test files share a process, which listens once.
globalThis.complaints ??= listen()
const heard = globalThis.complaints
afterEach(() => {
  expect(heard.splice(0)).toEqual([])
})
