import { address, csrfToken, type Params, spoken } from "./client";
import { Problem, type ProblemBody } from "./problem";

interface How {
  /** Told how much of the file has gone out, from 0 to 1. */
  onProgress?: (part: number) => void;
  signal?: AbortSignal;
}

/** Send a file as it is. `fetch` does not say how far it is, so this is the older way. */
export function upload<T>(path: string, params: Params, file: Blob, how: How = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address(path, params));
    request.responseType = "text";
    request.setRequestHeader("Accept", "application/json, application/problem+json");
    request.setRequestHeader("Accept-Language", spoken());
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    const csrf = csrfToken();
    if (csrf) request.setRequestHeader("X-CSRF-Token", csrf);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total > 0) how.onProgress?.(event.loaded / event.total);
    };
    request.onload = () => {
      const said = read(request.responseText);
      if (request.status >= 200 && request.status < 300 && said) resolve(said as T);
      else reject(problem(request, said));
    };
    request.onerror = () => reject(new Problem({ title: "", status: 0 }));
    request.onabort = () => reject(new DOMException("aborted", "AbortError"));
    how.signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function problem(request: XMLHttpRequest, said: unknown): Problem {
  const body = (said ?? { title: request.statusText }) as ProblemBody;
  const number = request.getResponseHeader("X-Request-ID") ?? undefined;
  return new Problem({ ...body, status: request.status, request_id: body.request_id ?? number });
}
