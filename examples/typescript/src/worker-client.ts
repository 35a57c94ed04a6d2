/**
 * A worker: connects to any node, is handed turns of its agent's sessions, and answers them. It
 * stays connected whatever happens to nodes, and leaves without losing a turn.
 *
 * A turn may come twice, with another attempt, when a connection broke: an agent's function should
 * bear that. Only the answer to the last attempt counts, which the server sees to.
 */
import { hostname } from "node:os";
import * as grpc from "@grpc/grpc-js";
import { credentials, entries, service, type Client } from "./contract.js";

/** A turn as the contract has it; see agent_service.proto. */
export type Turn = {
  session: string;
  turn: string;
  attempt: number;
  subject: string;
  prompt: "user_message" | "saga_report" | "observed_fact";
  user_message?: { text: string; interrupted_sagas: string[] };
  saga_report?: any;
  observed_fact?: any;
  context: any;
};

/** A goal; see conversation_service.proto. */
export type Goal = { intent: string; status: string; slots?: Record<string, any> };

/** An answer, without the turn's name. Empty: says and changes nothing. */
export type Answer = {
  text?: string;
  interim?: boolean;
  goals?: { goal: Goal; suspended_goals?: Goal[] };
  sagas?: { type: string; input: Record<string, string>; within: { seconds: number } }[];
  decisions?: { saga: string; step: string; choice: string }[];
  profile?: Record<string, string>;
  taken_back_sagas?: string[];
};

export type Agent = {
  name: string;
  version: string;
  /**
   * Answers a turn.
   *
   * @param say shows a piece of the answer while it is being made
   * @param cancelled tells when nobody waits for the answer any more
   */
  answer(
    turn: Turn,
    say: (piece: string) => void,
    cancelled: AbortSignal,
  ): Answer | Promise<Answer>;
};

export type Settings = {
  /** host:port of some nodes' listeners for workers. The others are learnt from them. */
  addresses: string[];
  /** Tells it from the agent's other workers; the same one again after a restart. */
  instanceId: string;
  /** How many turns it takes at a time. */
  capacity: number;
  /** How long the pause before a new attempt to connect may get, in milliseconds. */
  longestPause?: number;
  log?: (line: string) => void;
};

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;

/** What a server that is gone without a word is noticed by, and a NAT is kept open by. */
const CHANNEL: grpc.ChannelOptions = {
  "grpc.keepalive_time_ms": 10_000,
  "grpc.keepalive_timeout_ms": 5_000,
  "grpc.keepalive_permit_without_calls": 1,
  // every attempt to connect is this program's own, with its own pause
  "grpc.enable_retries": 0,
};

/** Answers that connecting again would not change. */
const FINAL = new Set([
  grpc.status.INVALID_ARGUMENT,
  grpc.status.ABORTED,
  grpc.status.UNIMPLEMENTED,
  grpc.status.PERMISSION_DENIED,
  grpc.status.UNAUTHENTICATED,
]);

/** One stream to one node. */
class Link {
  private readonly client: Client;
  private readonly stream: grpc.ClientDuplexStream<any, any>;
  private readonly open = new Map<string, AbortController>();
  private beat?: NodeJS.Timeout;
  private over = false;
  registered = false;
  draining = false;
  readonly ended: Promise<grpc.StatusObject>;

  constructor(
    readonly address: string,
    private readonly agent: Agent,
    private readonly settings: Settings,
    private readonly hear: (link: Link, response: any) => void,
  ) {
    const AgentService = service("switchboard.v1.AgentService");
    this.client = new AgentService(address, credentials(), CHANNEL);
    this.stream = this.client.Connect();
    this.stream.on("data", (response) => this.onResponse(response));
    this.stream.on("error", () => {}); // comes as the status, too
    this.ended = new Promise((resolve) =>
      this.stream.on("status", (status: grpc.StatusObject) => resolve(status)),
    );
    this.ended.then(() => this.onEnd());
    this.say({
      register: {
        agent: agent.name,
        version: agent.version,
        capacity: settings.capacity,
        instance_id: settings.instanceId,
        host: hostname(),
        process_id: process.pid,
      },
    });
  }

  /** Asks for no further turns; the server ends the stream when the open ones are answered. */
  drain(): void {
    this.draining = true;
    this.say({ drain: {} });
  }

  cut(): void {
    this.stream.cancel();
  }

  private say(request: object): void {
    if (!this.over) {
      this.stream.write(request);
    }
  }

  private onResponse(response: any): void {
    switch (response.response) {
      case "registered": {
        const interval = response.registered.heartbeat_interval;
        const millis = Number(interval.seconds) * 1_000 + interval.nanos / 1_000_000;
        this.beat = setInterval(() => this.say({ heartbeat: {} }), millis);
        this.registered = true;
        break;
      }
      case "turn":
        void this.take(response.turn);
        break;
      case "cancel":
        this.open.get(key(response.cancel))?.abort();
        this.open.delete(key(response.cancel));
        break;
      case "draining":
        this.draining = true;
        break;
      case "refused":
        this.settings.log?.(`an answer was refused: ${response.refused.status.message}`);
        break;
    }
    this.hear(this, response);
  }

  private async take(turn: Turn): Promise<void> {
    const name = { session: turn.session, turn: turn.turn, attempt: turn.attempt };
    const cancelled = new AbortController();
    this.open.set(key(name), cancelled);
    const say = (text: string) => this.say({ delta: { ...name, text } });
    try {
      const answer = await this.agent.answer(turn, say, cancelled.signal);
      if (this.open.delete(key(name))) {
        this.say({ answer: { ...name, ...asMessage(answer) } });
      }
    } catch (failure) {
      this.settings.log?.(`the agent failed: ${failure}`);
      if (this.open.delete(key(name))) {
        this.say({ failed: { ...name, reason: "the agent failed" } });
      }
    }
  }

  private onEnd(): void {
    this.over = true;
    clearInterval(this.beat);
    this.open.forEach((cancelled) => cancelled.abort());
    this.open.clear();
    this.client.close();
  }
}

/** An answer as the contract has it. */
function asMessage(answer: Answer): object {
  const goal = (it: Goal) => ({ ...it, slots: entries(it.slots) });
  return {
    ...answer,
    ...(answer.goals && {
      goals: {
        goal: goal(answer.goals.goal),
        suspended_goals: answer.goals.suspended_goals?.map(goal) ?? [],
      },
    }),
    sagas: answer.sagas?.map((saga) => ({ ...saga, input: entries(saga.input) })) ?? [],
    profile: entries(answer.profile),
  };
}

function key(name: { session: string; turn: string; attempt: number }): string {
  return `${name.session}/${name.turn}/${name.attempt}`;
}

export class WorkerClient {
  private readonly addresses: string[];
  private readonly links = new Set<Link>();
  private current?: Link;
  private pause = FIRST_PAUSE;
  private next = 0;
  private leaving = false;
  private done!: (problem?: Error) => void;

  /** Settles when the worker has left, or cannot go on: then with what is wrong. */
  readonly finished: Promise<void>;

  constructor(
    private readonly agent: Agent,
    private readonly settings: Settings,
  ) {
    this.addresses = [...settings.addresses];
    this.finished = new Promise((resolve, reject) => {
      this.done = (problem) => (problem ? reject(problem) : resolve());
    });
  }

  /** Connects, and stays connected until `drain`. */
  start(): void {
    this.connect();
  }

  /**
   * Leaves: takes no further turns and answers those that it has.
   *
   * @param most how long that may take, in milliseconds; what is left then goes to others
   */
  async drain(most = 10_000): Promise<void> {
    this.leaving = true;
    const links = [...this.links];
    links.forEach((link) => link.drain());
    const late = setTimeout(() => links.forEach((link) => link.cut()), most);
    await Promise.all(links.map((link) => link.ended));
    clearTimeout(late);
    this.done();
  }

  private connect(): void {
    const address = this.addresses[this.next++ % this.addresses.length];
    const link = new Link(address, this.agent, this.settings, (from, said) => this.hear(from, said));
    this.current = link;
    this.links.add(link);
    void link.ended.then((status) => this.onEnd(link, status));
  }

  private hear(link: Link, said: any): void {
    if (said.response === "registered") {
      this.pause = FIRST_PAUSE;
      this.learn(said.registered.addresses);
      this.settings.log?.(`connected to ${link.address}`);
    } else if (said.response === "draining" && link === this.current && !this.leaving) {
      this.learn(said.draining.addresses);
      this.avoid(link.address);
      this.connect(); // beside the old stream, on which open turns are still answered
    }
  }

  private onEnd(link: Link, status: grpc.StatusObject): void {
    this.links.delete(link);
    if (this.leaving || link !== this.current) {
      return;
    }
    if (FINAL.has(status.code)) {
      this.done(new Error(`${grpc.status[status.code]}: ${status.details}`));
      return;
    }
    // between half and all of the pause, so that workers that lost a node do not come together
    const pause = this.pause * (0.5 + Math.random() / 2);
    this.pause = Math.min(2 * this.pause, this.settings.longestPause ?? LONGEST_PAUSE);
    this.settings.log?.(`not connected to ${link.address}: ${grpc.status[status.code]}, ${status.details}`);
    setTimeout(() => {
      if (!this.leaving) {
        this.connect();
      }
    }, pause);
  }

  private learn(addresses: string[]): void {
    for (const address of addresses) {
      if (!this.addresses.includes(address)) {
        this.addresses.push(address);
      }
    }
  }

  /** The next attempt goes to another address, if there is one. */
  private avoid(address: string): void {
    if (this.addresses[this.next % this.addresses.length] === address) {
      this.next++;
    }
  }
}
