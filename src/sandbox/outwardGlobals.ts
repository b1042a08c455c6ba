/**
 * What the code in a sandbox uses of its global scope. Everything else goes: a list of what is dangerous would miss
 * what browsers add next year.
 */
const KEPT = new Set<PropertyKey>([
  // the language
  ...['globalThis', 'undefined', 'NaN', 'Infinity', 'Object', 'Array', 'String', 'Number', 'Boolean', 'Symbol'],
  ...['BigInt', 'Math', 'JSON', 'Date', 'RegExp', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'Promise', 'Proxy'],
  ...['Reflect', 'Iterator', 'isNaN', 'isFinite', 'parseInt', 'parseFloat', 'ArrayBuffer', 'DataView'],
  ...['Uint8Array', 'Uint16Array', 'Uint32Array', 'Int8Array', 'Int16Array', 'Int32Array'],
  ...['Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'Uint8ClampedArray'],
  ...['Error', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'EvalError', 'URIError', 'AggregateError'],
  // running modules
  ...['WebAssembly', 'TextEncoder', 'TextDecoder', 'performance', 'crypto'],
  // the port
  ...['self', 'postMessage', 'addEventListener', 'removeEventListener', 'structuredClone'],
  ...['AbortController', 'AbortSignal', 'DOMException', 'constructor'],
])

/** `constructor` of functions compiles text, as `Function` does. */
const FUNCTIONS = [() => {}, function* () {}, async () => {}, async function* () {}]

/**
 * Takes away what reaches out of a worker: network, storage, other workers and tabs, devices, text that becomes code.
 * Deletes every global that is not needed, along the whole chain of the scope up to (not including) Object.prototype.
 * @param scope the global scope of a dedicated worker
 * @returns names of globals that could not be removed; such a scope must not run a SmartModule
 */
export function closeOutwardGlobals(scope: object): string[] {
  const chain = scopesOf(scope)
  for (const holder of chain) {
    for (const name of Reflect.ownKeys(holder)) if (!KEPT.has(name)) Reflect.deleteProperty(holder, name)
  }
  for (const sample of FUNCTIONS) Reflect.deleteProperty(Object.getPrototypeOf(sample), 'constructor')
  const left = chain.flatMap((holder) =>
    Reflect.ownKeys(holder).filter((name) => !KEPT.has(name) && reaches(holder, name)),
  )
  const compilers = FUNCTIONS.filter((sample) => sample.constructor !== Object).map(() => 'Function')
  return [...new Set([...left.map(String), ...compilers])]
}

/** A constant, such as the number TEMPORARY of Chromium's file system, cannot be deleted and reaches nothing. */
function reaches(holder: object, name: PropertyKey): boolean {
  const property = Reflect.getOwnPropertyDescriptor(holder, name)
  return property !== undefined && (!('value' in property) || Object(property.value) === property.value)
}

function scopesOf(scope: object): object[] {
  const holders: object[] = []
  for (let holder = scope; holder !== Object.prototype && holder !== null; holder = Object.getPrototypeOf(holder)) {
    holders.push(holder)
  }
  return holders
}
