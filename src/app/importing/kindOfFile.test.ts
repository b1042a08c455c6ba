import { expect, test } from 'vitest'
import { utf8 } from '../../protocol/bytes.ts'
import { kindOfFile } from './kindOfFile.ts'

test.each([
  ['an HTML page', utf8('<!doctype html><html>')],
  ['a PNG image', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a])],
  ['a ZIP archive', Uint8Array.from([0x50, 0x4b, 3, 4])],
  ['a gzip file', Uint8Array.from([0x1f, 0x8b, 8, 0])],
  ['WebAssembly text (.wat)', utf8(';; mine\n(module)')],
  ['JSON', utf8('{"a":1}')],
  ['a Cargo.toml', utf8('[package]\nname')],
  ['Rust source', utf8('use std::fs;')],
  ['text', utf8('hello')],
  ['an empty file', new Uint8Array(0)],
  ['', Uint8Array.from([1, 2, 3])],
])('a file is named by its first bytes: %s', (name, bytes) => {
  expect(kindOfFile(bytes)).toBe(name)
})
