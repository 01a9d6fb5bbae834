import { storable } from './storable-text.ts'

const HEAD = 8 * 1024
const TAIL = 24 * 1024

/** Keeps head and tail of what a command prints, however much it is. */
export class OutputTail {
  #head: Buffer[] = []
  #headBytes = 0
  #tail: Buffer[] = []
  #tailBytes = 0
  bytes = 0

  /** Takes the next bytes; the buffer is not kept where only a part of it is needed. */
  add(chunk: Buffer): void {
    this.bytes += chunk.length
    const forHead = chunk.subarray(0, Math.max(0, HEAD - this.#headBytes))
    if (forHead.length > 0) this.#head.push(Buffer.from(forHead))
    this.#headBytes += forHead.length
    const rest = chunk.subarray(forHead.length)
    if (rest.length === 0) return
    const last = rest.subarray(Math.max(0, rest.length - TAIL))
    this.#tail.push(Buffer.from(last))
    this.#tailBytes += last.length
    // Joined now and then, so that many small chunks cost no more than their bytes.
    if (this.#tailBytes > TAIL * 4) this.#compact()
  }

  #compact(): void {
    const joined = Buffer.concat(this.#tail)
    const kept = Buffer.from(joined.subarray(Math.max(0, joined.length - TAIL)))
    this.#tail = [kept]
    this.#tailBytes = kept.length
  }

  /** The text, as the server can keep it; between head and tail stands how much was left out. */
  text(): string {
    this.#compact()
    const left = this.bytes - this.#headBytes - this.#tailBytes
    const tail = Buffer.concat(this.#tail)
    if (left === 0) return storable(Buffer.concat([...this.#head, tail]).toString('utf8'))
    const head = Buffer.concat(this.#head).toString('utf8')
    return storable(`${head}\n[… ${left} bytes left out …]\n${tail.toString('utf8')}`)
  }
}
