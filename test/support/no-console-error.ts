import { afterEach, expect } from 'vitest'

// Whatever complains on the console fails the test that made it complain.
const complaints: unknown[][] = []
console.error = (...words: unknown[]) => complaints.push(words)
process.on('warning', (warning) => {
  if (warning.name === 'MaxListenersExceededWarning') complaints.push([warning])
})
afterEach(() => {
  expect(complaints.splice(0)).toEqual([])
})
