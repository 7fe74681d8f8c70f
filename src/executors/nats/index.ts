/** Executors on other machines, behind NATS. */
export { type NatsExecutorsOptions, natsExecutors } from './nats-executors.ts';
export { type ServeNatsOptions, type SharedObjects, serveNats } from './serve-nats.ts';
