package switchboard.agent;

/**
 * Decides what is said in a conversation. An implementation is a pure function: it must not block,
 * look at a clock or keep state between calls, because it runs inside the session and its answer
 * commits together with what it answers.
 */
public interface Agent {
  /** The name that a session is created with. */
  String name();

  /** Answers a prompt. The view already holds what the prompt tells of. */
  AgentAnswer answer(AgentPrompt prompt, AgentView view);
}
