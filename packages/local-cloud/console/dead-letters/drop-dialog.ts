// Asks before a message is dropped, and says what is lost.
import { html, type TemplateResult } from "lit-html";
import { createRef, ref } from "lit-html/directives/ref.js";

export type Doomed = {
  readonly queue: string;
  readonly messageId: string;
  readonly subject: string | undefined;
};

/** `open` shows it; `onDrop` is called when the person means it. */
export const makeDropDialog = (onChange: () => void, onDrop: (doomed: Doomed) => void) => {
  const dialog = createRef<HTMLDialogElement>();
  let doomed: Doomed | undefined;
  const onClose = (): void => {
    if (dialog.value?.returnValue === "drop" && doomed !== undefined) onDrop(doomed);
    doomed = undefined;
    onChange();
  };
  return {
    open: (next: Doomed): void => {
      doomed = next;
      onChange();
      if (dialog.value !== undefined) {
        dialog.value.returnValue = "";
        dialog.value.showModal();
      }
    },
    view: (): TemplateResult =>
      html`<dialog ${ref(dialog)} aria-labelledby="drop-title" @close=${onClose}>
        <h2 id="drop-title">Drop this message?</h2>
        <p class="mono">${doomed?.subject ?? doomed?.messageId}</p>
        <p>
          Its text is lost: the queue ${doomed?.queue} holds the only copy of what was not recorded. Whoever
          sent it was told that it was accepted, and would have to send it again. That is for tests on this
          machine: where messages are real, mend the cause and redrive, and never delete one.
        </p>
        <form method="dialog" class="actions">
          <button value="keep">Keep it</button>
          <button value="drop" class="drop">Drop it</button>
        </form>
      </dialog>`,
  };
};
