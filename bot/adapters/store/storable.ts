/**
 * A value as both engines take it. Text written by outsiders may hold NUL, which PostgreSQL refuses, or half a
 * surrogate pair, which UTF-8 cannot carry; either becomes U+FFFD. JSON columns lose nothing: JSON escapes both.
 */
export function storable(value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\0', '\uFFFD').toWellFormed() : value
}
