const MAX_BYTES = 1024 * 1024
const MIN_WIDTH = 800
const MAX_WIDTH = 2500
const MIN_HEIGHT = 250
const MIN_RATIO = 1.45

/** Why LINE refuses this image for a rich menu; null when it takes it. */
export function imageProblem(type: string, bytes: Buffer): string | null {
  if (bytes.length > MAX_BYTES) return 'The image size is too large'
  const size = type === 'image/png' ? pngSize(bytes) : type === 'image/jpeg' ? jpegSize(bytes) : null
  if (!size) return 'The image must be a JPEG or PNG'
  const { width, height } = size
  const fits = width >= MIN_WIDTH && width <= MAX_WIDTH && height >= MIN_HEIGHT && width / height >= MIN_RATIO
  return fits ? null : `The image size is not allowed: ${width}x${height}`
}

interface Size {
  width: number
  height: number
}

function pngSize(bytes: Buffer): Size | null {
  if (bytes.length < 24 || bytes.toString('latin1', 1, 4) !== 'PNG') return null
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
}

/** Walks the JPEG segments to the frame header, which holds the size. */
function jpegSize(bytes: Buffer): Size | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null
  for (let at = 2; at + 9 < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes.readUInt8(at + 1)
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) }
  }
  return null
}
