/**
 * A chat in a pipe: says each line of its standard input, and prints what happens, a JSON object a
 * line. Ends when its input has ended and everything said is acknowledged.
 *
 *   node dist/client.js --targets 127.0.0.1:8443,127.0.0.1:8444 \
 *     --session tenants/acme/sessions/s1 [--after 0]
 *
 * SWITCHBOARD_SERVICE_CONFIG names the service config if it is not where the repository has it.
 */
import { createInterface } from "node:readline";
import { Chat, channelOptions } from "./chat.js";
import { sequence } from "./contract.js";
import { Options } from "./options.js";

const options = new Options();
const print = (what: object) => console.log(JSON.stringify(what));

const chat = new Chat(
  options.get("targets").split(","),
  options.get("session"),
  Number(options.get("after", "0")),
  {
    event: (event) =>
      print({
        event: sequence(event.sequence),
        kind: event.payload,
        text: event.user_message?.text ?? event.agent_message?.text,
      }),
    delta: (delta) => print({ delta: delta.text }),
    typing: () => print({ typing: true }),
    attached: (target, lastSequence) => print({ attached: target, after: lastSequence }),
    detached: (target, why) => print({ detached: target, why }),
    ended: (why) => print({ ended: why?.reason ?? "OK" }),
  },
  channelOptions(process.env.SWITCHBOARD_SERVICE_CONFIG ?? "../../config/service-config.json"),
);

const said: Promise<void>[] = [];
const input = createInterface({ input: process.stdin });
input.on("line", (line) => {
  const outcome = chat.say(line).then(
    (recorded) => print({ acknowledged: line, sequence: recorded }),
    (why: Error) => print({ failed: line, why: why.message }),
  );
  said.push(outcome);
});
input.on("close", async () => {
  await Promise.all(said);
  print({ left: chat.close() });
});
