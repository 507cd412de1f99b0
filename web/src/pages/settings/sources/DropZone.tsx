import { Trans } from "@lingui/react/macro";
import { FileUp } from "lucide-react";
import { type DragEvent, type ReactNode, useId, useRef, useState } from "react";
import { useRight } from "@/app/me";
import { Button } from "@/parts/Button";

interface Props {
  /** What is taken, in words. */
  children: ReactNode;
  multiple?: boolean;
  blocked?: string | null;
  onFiles: (files: File[]) => void;
}

/** Takes files that are dropped, or chosen with a button. */
export function DropZone({ children, multiple, blocked, onFiles }: Props) {
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const about = useId();
  const lacking = useRight("run", true);
  const isShut = Boolean(lacking ?? blocked);
  function take(list: FileList | null) {
    const files = [...(list ?? [])];
    if (!isShut && files.length > 0) onFiles(multiple ? files : files.slice(0, 1));
  }
  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  }
  return (
    <div
      role="group"
      aria-labelledby={about}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={`flex flex-col items-center gap-2 rounded-md border border-dashed px-4 py-5 text-center ${
        isOver && !isShut ? "border-accent bg-selected" : "border-edge bg-bg"
      }`}
    >
      <FileUp className="size-5 text-muted" aria-hidden />
      <p id={about} className="text-muted">
        {children}
      </p>
      <input
        ref={input}
        type="file"
        multiple={multiple}
        className="hidden"
        tabIndex={-1}
        aria-hidden
        onChange={(event) => {
          take(event.target.files);
          event.target.value = "";
        }}
      />
      <Button right="run" everywhere blocked={blocked} onClick={() => input.current?.click()}>
        {multiple ? <Trans>Choose files</Trans> : <Trans>Choose a file</Trans>}
      </Button>
    </div>
  );
}
