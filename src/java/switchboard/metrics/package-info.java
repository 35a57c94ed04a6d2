/**
 * What a node measures of itself, in Prometheus's format: one registry per node, served beside
 * Pekko Management. The only package that knows the metrics library; what it shows is handed to it.
 */
package switchboard.metrics;
