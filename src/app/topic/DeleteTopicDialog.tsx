import styles from '../produce/form.module.css'
import { later } from '../strings/en/later.ts'
import { t } from '../strings/en.ts'
import { Dialog } from '../ui/Dialog.tsx'

export function DeleteTopicDialog({
  name,
  count,
  onDelete,
  onClose,
}: {
  name: string
  count: number
  onDelete: () => void
  onClose: () => void
}) {
  return (
    <Dialog title={later.deleteTopicAsk(name)} onClose={onClose}>
      <p>{later.deleteTopicRest(count)}</p>
      <div className={styles.end}>
        <button type="button" onClick={onClose}>
          {later.cancel}
        </button>
        <button
          type="button"
          className="danger"
          onClick={() => {
            onDelete()
            onClose()
          }}
        >
          {t.deleteTopic}
        </button>
      </div>
    </Dialog>
  )
}
