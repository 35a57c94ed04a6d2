/**
 * What a node measures of itself, in Prometheus's format: one registry per node, served beside
 * Pekko Management. What the parts count is handed to it and shown; what they measure themselves
 * stands in the same registry.
 */
package switchboard.metrics;
