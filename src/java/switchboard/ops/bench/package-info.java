/**
 * Measures acknowledged turns through gRPC, beside the same appends without everything above them,
 * and reads everything back: a fast answer to a turn that is lost is worth nothing.
 */
package switchboard.ops.bench;
