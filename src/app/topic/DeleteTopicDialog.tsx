import styles from '../produce/form.module.css'
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
    <Dialog title={t.deleteTopicAsk(name)} onClose={onClose}>
      <p>{t.deleteTopicRest(count)}</p>
      <div className={styles.end}>
        <button type="button" onClick={onClose}>
          {t.cancel}
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
