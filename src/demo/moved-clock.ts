// Loaded before the bot by `npm run demo:d7`: its time is moved by as much as the demo says, so that a
// person can watch seven days in a minute. Nothing else loads this.

let offset = 0
const RealDate = Date

class MovedDate extends RealDate {
  constructor(...given: [] | [number | string | Date]) {
    if (given.length === 0) super(RealDate.now() + offset)
    else super(...(given as ConstructorParameters<typeof RealDate>))
  }

  static override now(): number {
    return RealDate.now() + offset
  }
}

globalThis.Date = MovedDate as DateConstructor
process.on('message', (message: { offset?: number }) => {
  if (typeof message.offset !== 'number') return
  offset = message.offset
  process.send?.({ moved: offset })
})
