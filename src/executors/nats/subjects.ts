/** Names on NATS that both sides use. */

/** The queue of a subject that only one of the executors gets each request from. */
export const QUEUE = 'executors';

/** The subject that sessions ask for an executor. The version is that of the messages on a link. */
export function subjectOf(group: string): string {
  return `${group}.open.1`;
}

const INBOXES = '_INBOX.';

/** A subject of one's own. */
export function newInbox(): string {
  return INBOXES + crypto.randomUUID();
}

/** Whether a subject may be one that `newInbox` has made. */
export function isInbox(subject: string): boolean {
  return subject.startsWith(INBOXES) && /^[\w.-]+$/.test(subject);
}
