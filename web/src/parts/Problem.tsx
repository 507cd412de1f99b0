import { Trans, useLingui } from "@lingui/react/macro";
import { CircleAlert, RotateCw, TriangleAlert } from "lucide-react";
import { type ReactNode, useCallback } from "react";
import { problemOf } from "@/api/problem";
import { Button } from "./Button";
import { CopyButton } from "./Copy";
import { tell } from "./Toast";
import { Words } from "./Words";

/** Return what happened in one sentence. */
export function useProblemText(): (error: unknown) => string {
  const { t } = useLingui();
  return useCallback(
    (error) => {
      const body = problemOf(error);
      // What the browser itself did not do, such as a passkey, is not the server's.
      if (error instanceof DOMException) return t`The browser did not do it: ${error.message}`;
      if (body.status === 0) return t`The server does not answer.`;
      return body.detail || body.title || t`The server answered with an error.`;
    },
    [t],
  );
}

/** Return what tells in the corner that something did not work. */
export function useTellFault(): (error: unknown) => void {
  const text = useProblemText();
  return useCallback(
    (error) => {
      const { mend } = problemOf(error);
      tell({
        tone: "fault",
        text: (
          <>
            {text(error)}
            {mend && (
              <span className="block text-muted">
                <Words text={mend} />
              </span>
            )}
          </>
        ),
      });
    },
    [text],
  );
}

/** A failure: what failed, what it means here, the mend, the number to ask by, and another try. */
export function ProblemView(props: { error: unknown; means?: ReactNode; retry?: () => void }) {
  const { t } = useLingui();
  const text = useProblemText();
  const body = problemOf(props.error);
  return (
    <div role="alert" className="flex max-w-[640px] gap-3 p-4">
      <CircleAlert className="mt-0.5 size-4 shrink-0 text-high" aria-hidden />
      <div className="min-w-0 space-y-1">
        <p className="font-medium first-letter:uppercase">{text(props.error)}</p>
        {body.why && (
          <p className="text-muted whitespace-pre-wrap">
            <Words text={body.why} />
          </p>
        )}
        {props.means && <p className="text-muted">{props.means}</p>}
        {body.mend && (
          <p className="first-letter:uppercase">
            <Words text={body.mend} />
          </p>
        )}
        {body.status === 0 && (
          <p>
            <Trans>Look whether akwarden still runs, then try again.</Trans>
          </p>
        )}
        <div className="flex flex-wrap items-center gap-2 pt-1">
          {props.retry && (
            <Button icon={<RotateCw className="size-4" aria-hidden />} onClick={props.retry}>
              <Trans>Try again</Trans>
            </Button>
          )}
          {body.request_id && (
            <span className="inline-flex items-center text-meta text-muted">
              <Trans>Request {body.request_id}</Trans>
              <CopyButton text={body.request_id} label={t`Copy the number of the request`} />
            </span>
          )}
        </div>
      </div>
    </div>
  );
}

/** A part that failed while the rest stands. */
export function PartialBanner({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-2 rounded-md border border-medium/30 bg-medium-fill px-3 py-1.5 text-medium">
      <TriangleAlert className="size-4 shrink-0" aria-hidden />
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </div>
  );
}
