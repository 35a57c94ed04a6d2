/**
 * What a node tells of itself while it works: spans, and how long things take. It knows none of our
 * packages, so that each of them can tell; the metrics package shows what is measured.
 */
package switchboard.telemetry;
