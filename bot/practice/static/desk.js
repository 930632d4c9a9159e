// Everything the page asks of Handrail.

const UNREACHED = "Handrail is not answering. What you see may be old. Trying again.";
const UNSENT = "That did not reach Handrail. Please do it again in a moment.";

export class Refused extends Error {}

export function ask(path) {
  return request(path, {});
}

export function tell(path, body) {
  return request(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Handrail-Page": "1" },
    body: JSON.stringify(body),
  });
}

export function sendFile(path, file) {
  return request(path, {
    method: "POST",
    headers: { "Content-Type": file.type || "application/octet-stream", "X-Handrail-Page": "1" },
    body: file,
  });
}

async function request(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Refused(options.method ? UNSENT : UNREACHED);
  }
  const answer = response.status === 204 ? null : await response.json().catch(() => null);
  if (!response.ok) throw new Refused(answer?.error ?? UNREACHED);
  return answer;
}

// Hints come down one line for all phones; after any break the page is told to look again.
export class Line {
  constructor(heard) {
    this.heard = heard;
    this.source = null;
  }

  connect(phones) {
    this.source?.close();
    const named = phones.map((phone) => `phone=${encodeURIComponent(phone)}`).join("&");
    const source = new EventSource(`/live?${named}`);
    this.source = source;
    for (const kind of ["ready", "changed", "notice", "clock"]) {
      source.addEventListener(kind, (event) => this.heard(kind, JSON.parse(event.data)));
    }
    source.addEventListener("error", () => {
      this.heard("lost", { text: UNREACHED });
      if (source.readyState === EventSource.CLOSED) setTimeout(() => this.retry(source, phones), 2000);
    });
  }

  retry(source, phones) {
    if (this.source === source) this.connect(phones);
  }
}
