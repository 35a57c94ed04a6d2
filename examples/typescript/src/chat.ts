/**
 * One session as a chat shows it, attached for as long as the chat is open.
 *
 * It keeps two things: the last sequence it has seen, and the messages that are not acknowledged.
 * With them it can lose its stream at any moment: it attaches again after that sequence and says
 * those messages again under their request ids. The server gives every event once and in order,
 * and records no message twice.
 */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import * as grpc from "@grpc/grpc-js";
import { type Client, type Refusal, credentials, refusalOf, sequence, service, shown } from "./contract.js";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
const ATTACH_WITHIN_MS = 15_000;

/** What the chat shows. Called one at a time, events in the order of their sequences. */
export interface Screen {
  event(event: any): void;
  /** A piece of an answer that is being made: worth showing, never worth keeping. */
  delta?(delta: { turn: string; attempt: number; text: string }): void;
  typing?(): void;
  /** The stream is up: at first, and again after each `detached`. */
  attached?(target: string, lastSequence: number): void;
  /** The stream broke. Nothing is lost; show "connecting" if it lasts. */
  detached?(target: string, why: string): void;
  /** Nothing more will come: the session has ended, or `why` says what is wrong. */
  ended?(why?: Refusal): void;
}

interface Unacknowledged {
  text: string;
  resolve(sequence: number): void;
  reject(why: Error): void;
}

/** What every channel of a chat is made with. */
export function channelOptions(serviceConfigPath: string): grpc.ChannelOptions {
  return {
    "grpc.service_config": readFileSync(serviceConfigPath, "utf8"),
    // While a stream is open: finds out within 30 s that the way to the server is gone, and keeps
    // the mappings of routers alive. Not without a stream, so that a phone can sleep.
    "grpc.keepalive_time_ms": 20_000,
    "grpc.keepalive_timeout_ms": 10_000,
    "grpc.keepalive_permit_without_calls": 0,
    // The default grows to two minutes, and a person waits.
    "grpc.initial_reconnect_backoff_ms": 200,
    "grpc.max_reconnect_backoff_ms": 5_000,
  };
}

export class Chat {
  private readonly clients: Client[];
  private readonly unacknowledged = new Map<string, Unacknowledged>();
  private target = 0;
  private stream?: grpc.ClientDuplexStream<any, any>;
  private attachedNow = false;
  private failures = 0;
  private over = false;
  private timer?: NodeJS.Timeout;

  /**
   * @param targets where to attach: `host:port`, one after the other; a name that resolves to
   *     several nodes does as well
   * @param lastSequence the last sequence that was seen, 0 in a chat that starts empty
   */
  constructor(
    private readonly targets: string[],
    private readonly session: string,
    private lastSequence: number,
    private readonly screen: Screen,
    options: grpc.ChannelOptions,
  ) {
    const ConversationService = service("switchboard.v1.ConversationService");
    this.clients = targets.map((it) => new ConversationService(it, credentials(), options));
    this.attach();
  }

  /** Says something; resolves with its sequence once it is durable, on whatever stream. */
  say(text: string, requestId: string = randomUUID()): Promise<number> {
    return new Promise((resolve, reject) => {
      if (this.over) {
        reject(new Error("the chat is over"));
        return;
      }
      this.unacknowledged.set(requestId, { text, resolve, reject });
      if (this.attachedNow) {
        this.send(requestId, text);
      }
    });
  }

  typing(): void {
    if (this.attachedNow) {
      this.stream?.write({ typing: {} });
    }
  }

  /** Leaves; the session goes on. Its `lastSequence` is what to come back with. */
  close(): number {
    this.over = true;
    clearTimeout(this.timer);
    this.stream?.cancel();
    this.clients.forEach((it) => it.close());
    return this.lastSequence;
  }

  private attach(): void {
    const target = this.targets[this.target];
    const stream = this.clients[this.target].Converse(shown());
    this.stream = stream;
    // A way that is dead without a word must not hold us for longer than this.
    this.timer = setTimeout(() => stream.cancel(), ATTACH_WITHIN_MS);
    stream.on("data", (response: any) => {
      if (stream === this.stream && !this.over) {
        this.hear(response, target);
      }
    });
    stream.on("error", (error: grpc.ServiceError) => this.broke(stream, target, error));
    stream.on("end", () => this.finish(stream));
    stream.write({ attach: { session: this.session, after_sequence: this.lastSequence } });
  }

  private hear(response: any, target: string): void {
    switch (response.response) {
      case "attached":
        clearTimeout(this.timer);
        this.attachedNow = true;
        this.failures = 0;
        this.screen.attached?.(target, this.lastSequence);
        // In the order in which they were said. Those that were recorded are acknowledged again.
        this.unacknowledged.forEach((message, requestId) => this.send(requestId, message.text));
        break;
      case "event":
        this.lastSequence = sequence(response.event.sequence);
        this.screen.event(response.event);
        break;
      case "acknowledgement":
        this.settle(response.acknowledgement.request_id, (message) =>
          message.resolve(sequence(response.acknowledgement.sequence)),
        );
        break;
      case "refused":
        this.refused(response.refused.request_id, refusalOf(response.refused.status));
        break;
      case "typing":
        this.screen.typing?.();
        break;
      case "delta":
        this.screen.delta?.(response.delta);
        break;
    }
  }

  private refused(requestId: string, refusal: Refusal): void {
    const message = this.unacknowledged.get(requestId);
    if (refusal.again && message) {
      // Under the same request id: if it was recorded after all, this only fetches the answer.
      setTimeout(() => {
        if (this.attachedNow && this.unacknowledged.has(requestId)) {
          this.send(requestId, message.text);
        }
      }, refusal.retryMs);
    } else {
      this.settle(requestId, (it) => it.reject(new Error(`${refusal.reason}: ${refusal.message}`)));
    }
  }

  private settle(requestId: string, how: (message: Unacknowledged) => void): void {
    const message = this.unacknowledged.get(requestId);
    this.unacknowledged.delete(requestId);
    if (message) {
      how(message);
    }
  }

  private send(requestId: string, text: string): void {
    this.stream?.write({ message: { request_id: requestId, text } });
  }

  private broke(stream: grpc.ClientDuplexStream<any, any>, target: string, error: Error): void {
    if (stream !== this.stream || this.over) {
      return;
    }
    clearTimeout(this.timer);
    this.attachedNow = false;
    const refusal = refusalOf(error as grpc.ServiceError);
    if (!refusal.again) {
      this.end(refusal);
      return;
    }
    this.screen.detached?.(target, refusal.reason);
    this.target = (this.target + 1) % this.targets.length;
    // Somewhere in the span, so that a thousand chats that lost one node do not come back at once.
    const span = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(this.failures++, 10));
    const asked = refusal.reason === "TRANSPORT" ? 0 : refusal.retryMs;
    this.timer = setTimeout(() => this.attach(), asked + span * (0.5 + Math.random() / 2));
  }

  private finish(stream: grpc.ClientDuplexStream<any, any>): void {
    if (stream === this.stream && !this.over && this.attachedNow) {
      this.end();
    }
  }

  private end(why?: Refusal): void {
    this.over = true;
    this.unacknowledged.forEach((it) => it.reject(new Error(why?.message ?? "the session ended")));
    this.unacknowledged.clear();
    this.clients.forEach((it) => it.close());
    this.screen.ended?.(why);
  }
}
