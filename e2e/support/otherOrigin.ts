import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server of another origin that writes down every knock. It allows everybody everything, so only we can refuse. */
export interface OtherOrigin {
  readonly url: string
  /** what was asked for, in order: paths, and "connection" for one that never asked */
  readonly knocks: string[]
  close(): Promise<void>
}

/** Starts such a server on a free port of this machine. */
export async function startOtherOrigin(): Promise<OtherOrigin> {
  const knocks: string[] = []
  const server = createServer((request, response) => {
    knocks.push(request.url ?? '')
    response.writeHead(200, {
      'access-control-allow-origin': '*',
      'access-control-allow-headers': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'content-type': 'text/javascript',
    })
    response.end('self.fromOutside = 1')
  })
  server.on('upgrade', (request, socket) => {
    knocks.push(request.url ?? '')
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    knocks,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
