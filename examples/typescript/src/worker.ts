/**
 * A worker that answers as the built-in agents `echo` and `parrot` do, to the letter, so that what
 * a session looks like afterwards can be computed from what was said.
 *
 *   npm run worker -- --workers 127.0.0.1:7700 --agent echo-worker --instance one
 *
 * Options: --workers HOST:PORT[,…] of nodes' listeners for workers; --agent, a name configured
 * under switchboard.workers.agents; --plays, echo or parrot, which leaves the goals alone (echo);
 * --instance, its own name; --capacity, turns at a time (16);
 * --delay, milliseconds that an answer takes (0).
 */
import { record } from "./contract.js";
import { Options } from "./options.js";
import { WorkerClient, type Answer, type Turn } from "./worker-client.js";

const REPLY_LENGTH = 150;

function reply(text: string): string {
  const quoted = `You said: ${text} `;
  return (
    quoted
      .repeat(1 + Math.floor(REPLY_LENGTH / quoted.length))
      .substring(0, REPLY_LENGTH)
      // half of a surrogate pair would not survive UTF-8
      .replace(/[\ud800-\udbff]$/, ".")
  );
}

function parrot(turn: Turn): Answer {
  return turn.prompt === "user_message" ? { text: reply(turn.user_message!.text) } : {};
}

function echo(turn: Turn): Answer {
  if (turn.prompt !== "user_message") {
    return {};
  }
  const text = turn.user_message!.text;
  const length = { value: String(text.length), confidence: 1, source_sequence: turn.turn };
  return {
    ...parrot(turn),
    goals: {
      goal: {
        intent: "echo",
        status: "AWAITING_USER",
        slots: { ...record(turn.context.goal?.slots), last_message_length: length },
      },
    },
  };
}

const options = new Options();
const play = options.get("plays", "echo") === "parrot" ? parrot : echo;
const delay = Number(options.get("delay", "0"));
const worker = new WorkerClient(
  {
    name: options.get("agent", "echo-worker"),
    version: "1",
    async answer(turn, say) {
      if (delay > 0) {
        say("You said: ");
        await new Promise((resolve) => setTimeout(resolve, delay));
      }
      return play(turn);
    },
  },
  {
    addresses: options.get("workers").split(","),
    instanceId: options.get("instance", `worker-${process.pid}`),
    capacity: Number(options.get("capacity", "16")),
    log: (line) => console.log(`worker: ${line}`),
  },
);

process.on("SIGTERM", () => void worker.drain());
process.on("SIGINT", () => void worker.drain());
worker.start();
worker.finished.then(
  () => process.exit(0),
  (problem) => {
    console.error(`worker: ${problem.message}`);
    process.exit(1);
  },
);
