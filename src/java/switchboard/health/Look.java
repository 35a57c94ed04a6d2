package switchboard.health;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * One thing that a node needs, and how to see whether it is there.
 *
 * @param name of one word
 * @param look completes with what was found, in a few words; fails if it is not there. It may take
 *     its time: it is given up
 */
public record Look(String name, Supplier<CompletionStage<String>> look) {}
