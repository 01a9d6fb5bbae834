const HOME = '/console'
/** Resolving a path against an origin of ours shows whether it leads away from it. */
const OURS = 'http://console.invalid'

/** A path within the console, whatever was given; anything that leads elsewhere is the overview. */
export function safePath(given: string | undefined): string {
  if (!given?.startsWith('/') || /[\\\p{Cc}]/u.test(given)) return HOME
  const url = URL.parse(given, OURS)
  if (url?.origin !== OURS) return HOME
  const isInside = url.pathname === HOME || url.pathname.startsWith(`${HOME}/`)
  const isSignIn = /^\/console\/(link|login)\//.test(url.pathname)
  return isInside && !isSignIn ? url.pathname + url.search : HOME
}
