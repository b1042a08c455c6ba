import { useEffect, useState } from 'react'
import type { Received } from '../consume/received.ts'
import { type WireResponse, wireResponses } from '../consume/wireResponses.ts'
import { wire } from '../strings/en/wire.ts'
import { formatNumber } from '../text/format.ts'
import styles from './ConsumerTab.module.css'

/** Responses that are drawn; a large topic has thousands. */
const SHOWN = 100

/** What came over the wire, response by response, and what the Rust client makes of it. */
export function WireView({ received }: { received: Received }) {
  const { responses } = received
  const [shown, setShown] = useState<readonly WireResponse[]>([])
  useEffect(() => {
    let here = true
    wireResponses(received, 0, SHOWN).then(
      (read) => here && setShown(read),
      // bytes that are gone: the stream has started over, and the next moment shows it
      () => {},
    )
    return () => {
      here = false
    }
  }, [received])
  if (responses.length === 0) return <p className="muted">{wire.none}</p>
  const several = responses.some(({ partition }) => partition > 0)
  return (
    <div className={styles.wire}>
      <table aria-label={wire.caption}>
        <thead>
          <tr>
            {wire.columns.map((column) => (
              <th key={column.name} scope="col" title={column.help}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((response) => (
            <tr key={response.number}>
              <th scope="row">
                {several ? wire.ofPartition(response.number, response.partition) : formatNumber(response.number)}
              </th>
              <Fields response={response} />
              <td>
                {response.client ? wire.clientOffsets(response.client.first, response.client.last) : wire.nothing}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {responses.length > SHOWN && <p className="muted">{wire.more(responses.length - SHOWN)}</p>}
    </div>
  )
}

function Fields({ response: { batch, more, nextFilterOffset, highWatermark, error } }: { response: WireResponse }) {
  return (
    <>
      <td>{batch ? `${batch.baseOffset}${more > 0 ? wire.moreBatches(more) : ''}` : wire.noBatch}</td>
      <td>{batch?.lastOffsetDelta}</td>
      <td>{batch && wire.deltas(batch.deltas, batch.records)}</td>
      <td>{batch?.firstTimestamp}</td>
      <td>{nextFilterOffset}</td>
      <td>{highWatermark}</td>
      <td className={styles.error}>{error?.split('\n', 1)[0]}</td>
    </>
  )
}
