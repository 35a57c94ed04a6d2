/**
 * Who handles which session, and which worker answers it: asked of the nodes at the moment of the
 * question, with no second copy that could disagree.
 */
package switchboard.directory;
